// SPDX-License-Identifier: Apache-2.0
// What is true of the codec whatever the shape of its input.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

#include "allocation_count.hpp"
#include "examples.hpp"
#include "shapes.hpp"
#include "verdicts.hpp"

namespace closeframe::props {

template <class Shape>
bool codec_never_allocates(const Shape& shape) {
  const std::size_t before = allocation_count();
  const auto verdict = codec_says(shape);
  return allocation_count() == before && verdict == shape.verdict;
}

/// Judges the same bytes again in another place, at another alignment, among other bytes: ones
/// that would complete a cut UTF-8 sequence.
template <class Shape>
bool result_depends_only_on_the_bytes(const Shape& shape) {
  Shape moved = shape;
  auto& view = moved.view();
  using View = std::remove_reference_t<decltype(view)>;
  thread_local std::vector<typename View::value_type> surroundings;  // not allocated each time
  const std::size_t size = view.size();
  const std::size_t offset = 1 + size % 7;
  surroundings.assign(offset + size + 8, static_cast<View::value_type>(0xBF));
  std::ranges::copy(view, surroundings.begin() + static_cast<std::ptrdiff_t>(offset));
  view = View(surroundings.data() + offset, size);
  return moved.judge() == shape.verdict;
}

/// What the compiler made of each worked example.
template <class Shape>
inline constexpr auto constant_verdicts = [] {
  std::array<decltype(Shape::verdict), examples<Shape>.size()> verdicts{};
  std::ranges::transform(examples<Shape>, verdicts.begin(),
                         [](const Shape& example) { return example.verdict; });
  return verdicts;
}();

/// Only worked examples have a verdict of the compiler's: of other inputs this says nothing.
template <class Shape>
bool constant_evaluation_agrees_with_run_time(const Shape& shape) {
  static const auto inputs = [] {
    std::array<Bytes, examples<Shape>.size()> result;
    std::ranges::transform(examples<Shape>, result.begin(),
                           [](const Shape& example) { return to_input(example); });
    return result;
  }();
  thread_local Bytes input;  // likewise
  input.clear();
  append_input(input, shape);
  const auto example = std::ranges::find(inputs, input);
  return example == inputs.end() ||
         constant_verdicts<Shape>[static_cast<std::size_t>(example - inputs.begin())] ==
             shape.verdict;
}

constexpr auto all_like(CloseError) {
  return std::array{CloseError::reason_too_long, CloseError::code_not_allowed,
                    CloseError::reason_not_utf8, CloseError::code_not_for_servers};
}

constexpr auto all_like(DecodeError) {
  return std::array{DecodeError::not_a_close_frame, DecodeError::fragmented,
                    DecodeError::reserved_bit_set,  DecodeError::mask_missing,
                    DecodeError::mask_not_allowed,  DecodeError::length_not_7_bit,
                    DecodeError::body_too_long,     DecodeError::half_a_code,
                    DecodeError::code_not_allowed,  DecodeError::reason_not_utf8};
}

template <class Shape>
constexpr bool error_names_are_distinct(const Shape& shape) {
  const auto& verdict = shape.verdict;
  if (verdict) return true;
  const auto named_alike = [&](auto error) {
    return to_string(error) == to_string(verdict.error());
  };
  return !to_string(verdict.error()).empty() &&
         std::ranges::count_if(all_like(verdict.error()), named_alike) == 1;
}

}  // namespace closeframe::props
