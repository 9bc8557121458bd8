// SPDX-License-Identifier: Apache-2.0
// RapidCheck generators of what every input is made of, and how parts of one are joined.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string_view>

#include "shapes/bytes.hpp"

namespace closeframe::props::generators {

using rc::Gen;

/// Every value of [first, last] alike; RapidCheck's own range starts at its low end and grows.
template <class T>
Gen<T> uniform(T first, T last) {
  return rc::gen::map(rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(
                                                            static_cast<std::int64_t>(first),
                                                            static_cast<std::int64_t>(last) + 1)),
                      [](std::int64_t value) { return static_cast<T>(value); });
}

/// One of `values`, which are not empty, and shrinks towards the first.
template <class Range>
auto one_of(Range values) {
  return rc::gen::map(uniform<std::size_t>(0, std::size(values) - 1),
                      [values](std::size_t i) { return values[i]; });
}

inline Bytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }

inline Bytes join(std::initializer_list<Bytes> parts) {
  Bytes whole;
  for (const Bytes& part : parts) whole.insert(whole.end(), part.begin(), part.end());
  return whole;
}

inline Bytes big_endian(std::uint16_t number) {
  return {static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number & 0xFF)};
}

/// Between `first` and `last` bytes, any at all.
inline Gen<Bytes> any_bytes(std::size_t first, std::size_t last) {
  return rc::gen::mapcat(uniform(first, last), [](std::size_t size) {
    return rc::gen::container<Bytes>(size, uniform<std::uint8_t>(0, 255));
  });
}

}  // namespace closeframe::props::generators
