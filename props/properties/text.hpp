// SPDX-License-Identifier: Apache-2.0
// What is true of every text and every limit on its size.
#pragma once

#include <algorithm>
#include <closeframe/inline_bytes.hpp>
#include <closeframe/utf8.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cases/agree.hpp"
#include "cases/text.hpp"
#include "properties/property.hpp"

namespace closeframe::props::text {

using Shape = shapes::Text;

template <int line>
inline constexpr Property<Shape> row{};

constexpr bool utf8_agrees_with_the_abnf(const Case<Shape>& text) {
  return text.verdict.is_utf8 == text.expected.is_utf8;
}
PROPERTY(utf8_agrees_with_the_abnf, "RFC 3629 §4", differential,
         "a text is accepted exactly if the grammar of RFC 3629 allows it");

constexpr bool every_scalar_value_is_accepted(const Case<Shape>& text) {
  const auto first = reference::first_sequence(text.bytes);
  if (!first || reference::is_prohibited(*first)) return true;
  return is_utf8(text.bytes.substr(0, first->size));
}
PROPERTY(every_scalar_value_is_accepted, "RFC 3629 §3", invariant,
         "the encoding of every scalar value is accepted, NUL and noncharacters too");

constexpr bool surrogates_overlongs_and_beyond_are_rejected(const Case<Shape>& text) {
  const auto first = reference::first_sequence(text.bytes);
  return !first || !reference::is_prohibited(*first) || !text.verdict.is_utf8;
}
PROPERTY(surrogates_overlongs_and_beyond_are_rejected, "RFC 3629 §3, §10", invariant,
         "surrogates, overlong forms and values above U+10FFFF are rejected");

/// The text is cut in two at its limit, wherever that falls.
constexpr bool concatenation_preserves_validity(const Case<Shape>& text) {
  const std::string_view left = text.bytes.substr(0, text.max_size);
  const std::string_view right = text.bytes.substr(left.size());
  return !is_utf8(left) || text.verdict.is_utf8 == is_utf8(right);
}
PROPERTY(concatenation_preserves_validity, "RFC 3629 §4", metamorphic,
         "if the left part of a text is valid, the whole is valid exactly if the right part is");

/// The bit is chosen by the text itself, so that the property stays a function of the text.
constexpr bool one_flipped_bit_is_judged_like_the_reference(const Case<Shape>& text) {
  InlineBytes<char, 255> flipped;
  if (text.bytes.empty() || text.bytes.size() > 255) return true;
  flipped.append(text.bytes);
  const std::size_t bit = (hash_of(text.bytes) + text.max_size) % (flipped.size() * 8);
  char& byte = flipped.begin()[bit / 8];
  byte = static_cast<char>(static_cast<std::uint8_t>(byte) ^ (1u << bit % 8));
  const Case<Shape> other{{text.max_size, {flipped.data(), flipped.size()}}};
  return other.verdict == other.expected;
}
PROPERTY(one_flipped_bit_is_judged_like_the_reference, "RFC 3629 §4", metamorphic,
         "after one bit of the text is flipped, codec and reference still agree");

constexpr bool truncate_agrees_with_the_reference(const Case<Shape>& text) {
  return text.verdict.kept_size == text.expected.kept_size;
}
PROPERTY(truncate_agrees_with_the_reference, policy, differential,
         "truncate keeps as many bytes as the reference does");

constexpr bool truncated_is_a_valid_prefix(const Case<Shape>& text) {
  const std::string_view kept = truncate(text.bytes, text.max_size);
  return kept.size() <= text.max_size && text.bytes.starts_with(kept) && reference::is_utf8(kept);
}
PROPERTY(truncated_is_a_valid_prefix, policy, invariant,
         "truncate returns a prefix of the text that is UTF-8 and not larger than the limit");

constexpr bool truncated_is_maximal(const Case<Shape>& text) {
  const std::size_t kept_size = text.verdict.kept_size;
  const std::size_t next = reference::first_char_size(text.bytes.substr(kept_size));
  return next == 0 || kept_size + next > text.max_size;
}
PROPERTY(truncated_is_maximal, policy, invariant,
         "truncate stops only where the next code point does not fit or is not UTF-8");

constexpr bool truncate_composes(const Case<Shape>& text) {
  const std::size_t other = text.bytes.empty() ? 0 : static_cast<std::uint8_t>(text.bytes.back());
  const std::string_view kept = text.bytes.substr(0, text.verdict.kept_size);
  return truncate(kept, other) == truncate(text.bytes, std::min(text.max_size, other));
}
PROPERTY(truncate_composes, policy, metamorphic,
         "truncating twice gives the same as truncating once to the smaller limit");

constexpr bool truncate_keeps_what_fits(const Case<Shape>& text) {
  return !text.expected.is_utf8 ||
         truncate(text.bytes, std::max(text.bytes.size(), text.max_size)) == text.bytes;
}
PROPERTY(truncate_keeps_what_fits, policy, invariant,
         "a valid text within the limit is kept whole");

constexpr bool truncate_is_monotone(const Case<Shape>& text) {
  const std::size_t less = text.max_size - (text.max_size > 0);
  return truncate(text.bytes, less).size() <= text.verdict.kept_size;
}
PROPERTY(truncate_is_monotone, policy, metamorphic,
         "with a larger limit truncate keeps at least as much");

}  // namespace closeframe::props::text
