// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "shapes/bytes.hpp"

namespace closeframe::props::shapes {

/// A number that an application asks to send, possibly too large. Input: the number in network byte
/// order, of which the last eight bytes count; the empty input: 0.
struct Number {
  static constexpr std::string_view name = "Number";
  static constexpr std::string_view target = "number_fuzzer";

  Input bytes;
  static constexpr auto view = &Number::bytes;

  static constexpr Number from(Input input) { return {input}; }

  constexpr std::uint64_t value() const {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) value = (value & 0x00FFFFFFFFFFFFFF) << 8 | byte;
    return value;
  }
};

constexpr void append_input(Bytes& input, const Number& one) {
  input.insert(input.end(), one.bytes.begin(), one.bytes.end());
}

}  // namespace closeframe::props::shapes
