// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "shapes/bytes.hpp"

namespace closeframe::props::shapes {

/// Bytes that begin with a number somebody sent us. Input: the bytes, as they are.
struct Varint {
  static constexpr std::string_view name = "Varint";
  static constexpr std::string_view target = "varint_fuzzer";

  Input bytes;
  static constexpr auto view = &Varint::bytes;

  static constexpr Varint from(Input input) { return {input}; }
};

constexpr void append_input(Bytes& input, const Varint& one) {
  input.insert(input.end(), one.bytes.begin(), one.bytes.end());
}

}  // namespace closeframe::props::shapes
