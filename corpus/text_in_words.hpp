// SPDX-License-Identifier: Apache-2.0
// A text in words: its characters, or where and why it is not UTF-8.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "cases/text.hpp"
#include "reference/utf8.hpp"
#include "shapes/words.hpp"

namespace closeframe::props {

inline std::string number_of(char32_t character) {
  char number[12];
  std::snprintf(number, sizeof number, "U+%04X", static_cast<unsigned>(character));
  return number;
}

/// Printable ASCII as it is, every other character by its number: 'caf<U+00E9>'.
inline std::string characters_of(std::string_view utf8) {
  std::string words = "'";
  while (!utf8.empty()) {
    const reference::Sequence first = *reference::first_sequence(utf8);
    const bool is_printable = first.value >= 0x20 && first.value < 0x7F;
    words += is_printable ? std::string(1, utf8[0]) : '<' + number_of(first.value) + '>';
    utf8.remove_prefix(first.size);
  }
  return words + "'";
}

/// What `rest` begins with, which is no character of UTF-8.
inline std::string wrong_utf8_in_words(std::string_view rest) {
  if (const auto wrong = reference::first_sequence(rest)) {
    const std::string character = number_of(wrong->value);
    if (wrong->value > 0x10FFFF) return character + ", above U+10FFFF";
    if (wrong->value >= wrong->least) return "the surrogate " + character;
    return character + " in " + bytes_count(wrong->size) + ", more than it needs";
  }
  const auto bytes = [rest](std::size_t first, std::size_t count) {
    const std::string some(rest.substr(first, count));
    return hex(Bytes(some.begin(), some.end()));
  };
  const auto lead = static_cast<std::uint8_t>(rest[0]);
  if (lead < 0xC0) return "the byte " + bytes(0, 1) + ", which continues no character";
  if (lead < 0xC2 || lead > 0xF4) return "the byte " + bytes(0, 1) + ", which UTF-8 never has";
  const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  std::size_t count = 1;
  while (count < rest.size() && (rest[count] & 0xC0) == 0x80) ++count;
  return bytes(0, count) + ", the beginning of a character of " + bytes_count(size) +
         (count == rest.size() ? ", and no more" : ", and then " + bytes(count, 1));
}

/// "the reason 'bye'", "a reason of 123 bytes": with its characters where they are few.
inline std::string text_in_words(const std::string& noun, std::string_view text) {
  constexpr std::size_t longest_shown = 24;
  const auto valid_size = reference::longest_utf8_prefix(text, text.size()).size();
  const bool is_utf8 = valid_size == text.size();
  if (is_utf8 && text.size() <= longest_shown) return "the " + noun + " " + characters_of(text);
  const std::string words = "a " + noun + " of " + bytes_count(text.size());
  if (!is_utf8)
    return words + " that is not UTF-8: at offset " + std::to_string(valid_size) + " stands " +
           wrong_utf8_in_words(text.substr(valid_size));
  std::size_t last = text.size() - 1;
  while ((text[last] & 0xC0) == 0x80) --last;
  if (last == text.size() - 1) return words;
  return words + " whose last character has " + std::to_string(text.size() - last);
}

}  // namespace closeframe::props
