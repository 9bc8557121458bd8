// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidcheck.h>

#include <array>
#include <cstdint>

#include "cases/varint.hpp"
#include "generators/bytes.hpp"
#include "generators/classes.hpp"
#include "generators/input.hpp"

namespace closeframe::props::generators {

using shapes::Varint;

template <unsigned size>
bool takes(const Case<Varint>& one) {
  return one.expected.size == size;
}

template <>
inline constexpr auto classes<Varint> = std::to_array<Class<Varint>>({
    {"1 byte", 10, takes<1>},
    {"2 bytes", 10, takes<2>},
    {"4 bytes", 8, takes<4>},
    {"8 bytes", 5, takes<8>},
    {"cut off", 15, takes<0>},
});

/// A first byte of each form, with about as many bytes behind it as it asks for.
template <>
inline Gen<Bytes> input<Varint>() {
  const auto numbers = rc::gen::mapcat(uniform<std::uint8_t>(0, 3), [](std::uint8_t form) {
    const auto firsts = uniform<std::uint8_t>(static_cast<std::uint8_t>(form << 6),
                                              static_cast<std::uint8_t>(form << 6 | 0x3F));
    const std::size_t rest = (std::size_t{1} << form) - 1;
    return rc::gen::map(rc::gen::pair(firsts, any_bytes(rest / 2, rest + 2)),
                        [](const auto& parts) { return join({{parts.first}, parts.second}); });
  });
  return rc::gen::weightedOneOf<Bytes>(
      {{18, numbers}, {1, any_bytes(0, 9)}, {1, worked_example<Varint>()}});
}

}  // namespace closeframe::props::generators
