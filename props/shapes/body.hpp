// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "shapes/bytes.hpp"

namespace closeframe::props::shapes {

/// The body bytes of a close frame somebody sent us. Input: the body, as it is.
struct Body {
  static constexpr std::string_view name = "Body";
  static constexpr std::string_view target = "body_fuzzer";

  Input bytes;
  static constexpr auto view = &Body::bytes;

  static constexpr Body from(Input input) { return {input}; }
};

constexpr void append_input(Bytes& input, const Body& body) {
  input.insert(input.end(), body.bytes.begin(), body.bytes.end());
}

}  // namespace closeframe::props::shapes
