// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "shapes/bytes.hpp"

namespace closeframe::props::shapes {

/// Bytes that claim to be UTF-8, with a size limit. Input: one byte of limit, then the text. The
/// empty input: the empty text, limit 0.
struct Text {
  static constexpr std::string_view name = "Text";
  static constexpr std::string_view target = "utf8_fuzzer";

  std::size_t max_size;  ///< bytes, 0 to 255
  std::string_view bytes;
  static constexpr auto view = &Text::bytes;

  static Text from(Input input) {
    if (input.empty()) return {};
    return {input[0], as_text(input.subspan(1))};
  }
};

inline void append_input(Bytes& input, const Text& text) {
  input.reserve(input.size() + 1 + text.bytes.size());
  input.push_back(static_cast<std::uint8_t>(text.max_size));
  input.insert(input.end(), text.bytes.begin(), text.bytes.end());
}

}  // namespace closeframe::props::shapes
