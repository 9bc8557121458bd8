// SPDX-License-Identifier: Apache-2.0
// The domains of numbers.
#pragma once

#include <array>
#include <cstdint>

#include "cases/number.hpp"
#include "generators/domain.hpp"

namespace closeframe::props {

/// Each power of two, the number before it and the one behind it, in eight bytes.
inline void beside_powers_of_two(const Visit& visit) {
  for (unsigned bits = 0; bits < 64; ++bits)
    for (std::uint64_t number = (std::uint64_t{1} << bits) - 1, end = number + 3; number != end;
         ++number) {
      Bytes input(8);
      for (unsigned i = 0; i < 8; ++i)
        input[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i) & 0xFF);
      if (!visit(input)) return;
    }
}

template <>
inline constexpr auto domains<shapes::Number> = std::to_array<Domain>({
    {"worked examples", worked_examples<shapes::Number>},
    {"all numbers of 0 bytes", strings<0>},
    {"all numbers of 1 byte", strings<1>},
    {"all numbers of 2 bytes", strings<2>},
    {"beside every power of two", beside_powers_of_two},
});

}  // namespace closeframe::props
