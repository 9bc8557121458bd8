// SPDX-License-Identifier: Apache-2.0
// The domains of bytes that may begin with a number.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "cases/varint.hpp"
#include "generators/domain.hpp"

namespace closeframe::props {

/// Every first byte, with up to eight others behind it that are all different.
inline void first_bytes_and_sizes(const Visit& visit) {
  for (unsigned first = 0; first <= 0xFF; ++first)
    for (std::size_t size = 1; size <= 9; ++size) {
      Bytes input(size);
      for (std::size_t i = 0; i < size; ++i) input[i] = static_cast<std::uint8_t>(0xA0 + i);
      input[0] = static_cast<std::uint8_t>(first);
      if (!visit(input)) return;
    }
}

template <>
inline constexpr auto domains<shapes::Varint> = std::to_array<Domain>({
    {"worked examples", worked_examples<shapes::Varint>},
    {"all strings of 0 bytes", strings<0>},
    {"all strings of 1 byte", strings<1>},
    {"all strings of 2 bytes", strings<2>},
    {"every first byte before 0 to 8 others", first_bytes_and_sizes},
});

}  // namespace closeframe::props
