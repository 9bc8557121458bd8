// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <closeframe/utf8.hpp>
#include <cstddef>

#include "cases/allocation_count.hpp"
#include "cases/case.hpp"
#include "reference/utf8.hpp"
#include "shapes/text.hpp"

namespace closeframe::props {

/// The bytes of a text that are kept, and whether it is UTF-8 from end to end.
struct TextVerdict {
  std::size_t kept_size;  ///< bytes
  bool is_utf8;

  friend constexpr bool operator==(const TextVerdict&, const TextVerdict&) = default;
};

template <>
struct Case<shapes::Text> : shapes::Text {
  std::size_t allocations_before = allocations_so_far();
  TextVerdict verdict = codec_says(*this);
  bool uses_heap = allocations_so_far() != allocations_before;
  TextVerdict expected = reference_says(*this);

  static constexpr TextVerdict codec_says(const shapes::Text& text) {
    return {truncate(text.bytes, text.max_size).size(), is_utf8(text.bytes)};
  }
  static constexpr TextVerdict reference_says(const shapes::Text& text) {
    return {reference::longest_utf8_prefix(text.bytes, text.max_size).size(),
            reference::is_utf8(text.bytes)};
  }
};

template <>
inline constexpr auto examples<shapes::Text> = std::to_array<shapes::Text>({
    {0, ""},
    {5, ""},
    {3, "bye"},
    {2, "bye"},
    {0, "bye"},
    {3, "\xC3\xA9\xE2\x82\xAC"},
    {4, "\xE2\x82\xAC\xF0\x9F\x98\x80"},
    {6, "\xF0\x9F\x98\x80\xF0\x9F"},
    {9, "\xC0\x80"},
    {9, "\xE0\x9F\xBF"},
    {9, "\xED\xA0\x80"},
    {9, "\xF0\x8F\xBF\xBF"},
    {9, "\xF4\x90\x80\x80"},
    {9, "\xF4\x8F\xBF\xBF"},
    {9, "ok\x80"},
    {9, "\xE2\x28\xA1"},
});

}  // namespace closeframe::props
