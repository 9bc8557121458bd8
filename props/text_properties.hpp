// SPDX-License-Identifier: Apache-2.0
// What is true of every text and every limit on its size.
#pragma once

#include <algorithm>
#include <closeframe/inline_bytes.hpp>
#include <closeframe/utf8.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "shapes.hpp"
#include "verdicts.hpp"

namespace closeframe::props {

constexpr bool utf8_agrees_with_the_abnf(const Text& text) {
  return is_utf8(text.bytes) == reference::is_utf8(text.bytes);
}

constexpr bool every_scalar_value_is_accepted(const Text& text) {
  const auto first = reference::first_sequence(text.bytes);
  if (!first || reference::is_prohibited(*first)) return true;
  return is_utf8(text.bytes.substr(0, first->size));
}

constexpr bool surrogates_overlongs_and_beyond_are_rejected(const Text& text) {
  const auto first = reference::first_sequence(text.bytes);
  return !first || !reference::is_prohibited(*first) || !is_utf8(text.bytes);
}

/// The text is cut in two at its limit, wherever that falls.
constexpr bool concatenation_preserves_validity(const Text& text) {
  const std::string_view left = text.bytes.substr(0, text.max_size);
  const std::string_view right = text.bytes.substr(left.size());
  return !is_utf8(left) || is_utf8(text.bytes) == is_utf8(right);
}

/// The bit is chosen by the text itself, so that the property stays a function of the text.
constexpr bool one_flipped_bit_in_a_text_is_judged_like_the_reference(const Text& text) {
  InlineBytes<char, 255> flipped;
  if (text.bytes.empty() || text.bytes.size() > 255) return true;
  flipped.append(text.bytes);
  std::size_t bit = text.max_size;
  for (const char byte : text.bytes)
    bit = (bit * 31 + static_cast<std::uint8_t>(byte)) % (flipped.size() * 8);
  char& byte = flipped.begin()[bit / 8];
  byte = static_cast<char>(static_cast<std::uint8_t>(byte) ^ (1u << bit % 8));
  const Text shape{text.max_size, {flipped.data(), flipped.size()}};
  return codec_says(shape) == reference_says(shape);
}

constexpr bool truncate_agrees_with_the_reference(const Text& text) {
  return truncate(text.bytes, text.max_size) ==
         reference::longest_utf8_prefix(text.bytes, text.max_size);
}

constexpr bool truncated_is_a_valid_prefix(const Text& text) {
  const std::string_view kept = truncate(text.bytes, text.max_size);
  return kept.size() <= text.max_size && text.bytes.starts_with(kept) && reference::is_utf8(kept);
}

constexpr bool truncated_is_maximal(const Text& text) {
  const std::string_view kept = truncate(text.bytes, text.max_size);
  const std::string_view rest = text.bytes.substr(kept.size());
  const std::size_t next = reference::first_char_size(rest);
  return next == 0 || kept.size() + next > text.max_size;
}

constexpr bool truncate_composes(const Text& text) {
  const std::size_t other = text.bytes.empty() ? 0 : static_cast<std::uint8_t>(text.bytes.back());
  return truncate(truncate(text.bytes, text.max_size), other) ==
         truncate(text.bytes, std::min(text.max_size, other));
}

constexpr bool truncate_keeps_what_fits(const Text& text) {
  return !reference::is_utf8(text.bytes) ||
         truncate(text.bytes, std::max(text.bytes.size(), text.max_size)) == text.bytes;
}

constexpr bool truncate_is_monotone(const Text& text) {
  return truncate(text.bytes, text.max_size)
      .starts_with(truncate(text.bytes, text.max_size - (text.max_size > 0)));
}

}  // namespace closeframe::props
