// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "cases/number.hpp"
#include "generators/bytes.hpp"
#include "generators/classes.hpp"
#include "generators/input.hpp"

namespace closeframe::props::generators {

using shapes::Number;

inline Bytes number_input(std::uint64_t number) {
  Bytes bytes;
  for (; number != 0; number >>= 8) bytes.push_back(static_cast<std::uint8_t>(number & 0xFF));
  std::ranges::reverse(bytes);
  return bytes;
}

template <unsigned size>
bool is_written_in(const Case<Number>& one) {
  return one.expected.size == size;
}

template <>
inline constexpr auto classes<Number> = std::to_array<Class<Number>>({
    {"1 byte", 5, is_written_in<1>},
    {"2 bytes", 5, is_written_in<2>},
    {"4 bytes", 10, is_written_in<4>},
    {"8 bytes", 30, is_written_in<8>},
    {"refused", 2, is_written_in<0>},
});

/// As often beside a power of two, where the forms begin, as any number of so many bits.
template <>
inline Gen<Bytes> input<Number>() {
  const auto powers =
      rc::gen::map(uniform(0, 63), [](int bits) { return std::uint64_t{1} << bits; });
  const auto edges = rc::gen::map(rc::gen::pair(powers, uniform(0, 2)), [](const auto& parts) {
    return number_input(parts.first - 1 + static_cast<std::uint64_t>(parts.second));
  });
  return rc::gen::weightedOneOf<Bytes>(
      {{10, edges}, {9, any_bytes(0, 8)}, {1, worked_example<Number>()}});
}

}  // namespace closeframe::props::generators
