// SPDX-License-Identifier: Apache-2.0
// Bytes and texts for people.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "shapes/bytes.hpp"

// Not counted as code to be covered: whoever fuzzes comes here once, to abort.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)
#endif

namespace closeframe::props {

/// Two digits a byte, separated by spaces; "(empty)" where there are none.
inline std::string hex(Input bytes) {
  if (bytes.empty()) return "(empty)";
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    if (!text.empty()) text += ' ';
    text += digits[byte >> 4];
    text += digits[byte & 0xF];
  }
  return text;
}

/// Printable ASCII as it is, every other byte as \xHH, in quotes.
inline std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    const bool printable = byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
    result += printable ? std::string(1, c) : "\\x" + hex(Input(&byte, 1));
  }
  return result + '"';
}

inline std::string bytes_count(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " byte" : " bytes");
}

}  // namespace closeframe::props

#ifdef __clang__
#pragma clang attribute pop
#endif
