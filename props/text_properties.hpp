// SPDX-License-Identifier: Apache-2.0
// What is true of every text and every limit on its size.
#pragma once

#include <algorithm>
#include <closeframe/inline_bytes.hpp>
#include <closeframe/utf8.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "hash.hpp"
#include "shapes.hpp"
#include "verdicts.hpp"

namespace closeframe::props {

constexpr bool utf8_agrees_with_the_abnf(const Text& text) {
  return text.verdict.is_utf8 == text.expected.is_utf8;
}

constexpr bool every_scalar_value_is_accepted(const Text& text) {
  const auto first = reference::first_sequence(text.bytes);
  if (!first || reference::is_prohibited(*first)) return true;
  return is_utf8(text.bytes.substr(0, first->size));
}

constexpr bool surrogates_overlongs_and_beyond_are_rejected(const Text& text) {
  const auto first = reference::first_sequence(text.bytes);
  return !first || !reference::is_prohibited(*first) || !text.verdict.is_utf8;
}

/// The text is cut in two at its limit, wherever that falls.
constexpr bool concatenation_preserves_validity(const Text& text) {
  const std::string_view left = text.bytes.substr(0, text.max_size);
  const std::string_view right = text.bytes.substr(left.size());
  return !is_utf8(left) || text.verdict.is_utf8 == is_utf8(right);
}

/// The bit is chosen by the text itself, so that the property stays a function of the text.
constexpr bool one_flipped_bit_in_a_text_is_judged_like_the_reference(const Text& text) {
  InlineBytes<char, 255> flipped;
  if (text.bytes.empty() || text.bytes.size() > 255) return true;
  flipped.append(text.bytes);
  const std::size_t bit = (hash_of(text.bytes) + text.max_size) % (flipped.size() * 8);
  char& byte = flipped.begin()[bit / 8];
  byte = static_cast<char>(static_cast<std::uint8_t>(byte) ^ (1u << bit % 8));
  const Text shape{text.max_size, {flipped.data(), flipped.size()}};
  return shape.verdict == shape.expected;
}

constexpr bool truncate_agrees_with_the_reference(const Text& text) {
  return text.verdict.kept_size == text.expected.kept_size;
}

constexpr bool truncated_is_a_valid_prefix(const Text& text) {
  const std::string_view kept = truncate(text.bytes, text.max_size);
  return kept.size() <= text.max_size && text.bytes.starts_with(kept) && reference::is_utf8(kept);
}

constexpr bool truncated_is_maximal(const Text& text) {
  const std::size_t kept_size = text.verdict.kept_size;
  const std::size_t next = reference::first_char_size(text.bytes.substr(kept_size));
  return next == 0 || kept_size + next > text.max_size;
}

constexpr bool truncate_composes(const Text& text) {
  const std::size_t other = text.bytes.empty() ? 0 : static_cast<std::uint8_t>(text.bytes.back());
  const std::string_view kept = text.bytes.substr(0, text.verdict.kept_size);
  return truncate(kept, other) == truncate(text.bytes, std::min(text.max_size, other));
}

constexpr bool truncate_keeps_what_fits(const Text& text) {
  return !text.expected.is_utf8 ||
         truncate(text.bytes, std::max(text.bytes.size(), text.max_size)) == text.bytes;
}

constexpr bool truncate_is_monotone(const Text& text) {
  const std::size_t less = text.max_size - (text.max_size > 0);
  return truncate(text.bytes, less).size() <= text.verdict.kept_size;
}

}  // namespace closeframe::props
