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
  const auto view = shape.view();
  using View = std::remove_const_t<decltype(view)>;
  using Byte = View::value_type;
  thread_local std::vector<Byte> place;  // not allocated each time
  const std::size_t offset = 1 + view.size() % 7;
  place.resize(std::max(place.size(), offset + view.size() + 8));
  Byte* const moved = std::fill_n(place.data(), offset, static_cast<Byte>(0xBF));
  std::fill_n(std::ranges::copy(view, moved).out, 8, static_cast<Byte>(0xBF));
  return shape.judge(View(moved, view.size())) == shape.verdict;
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
  const auto view = shape.view();
  for (std::size_t i = 0; i < examples<Shape>.size(); ++i) {
    const auto& example = examples<Shape>[i];
    if (std::ranges::equal(example.view(), view) && to_input(example) == to_input(shape))
      return constant_verdicts<Shape>[i] == shape.verdict;
  }
  return true;
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

template <class Error>
constexpr bool has_its_own_name(Error error) {
  const auto named_alike = [&](Error other) { return to_string(other) == to_string(error); };
  return !to_string(error).empty() && std::ranges::count_if(all_like(error), named_alike) == 1;
}

template <class Shape>
constexpr bool error_names_are_distinct(const Shape& shape) {
  if (shape.verdict) return true;
  const auto error = shape.verdict.error();
  if consteval {
    return has_its_own_name(error);
  } else {
    static const auto answers = [](auto errors) {  // the same for every input: asked once
      std::array<bool, errors.size()> result{};
      std::ranges::transform(errors, result.begin(), has_its_own_name<decltype(error)>);
      return result;
    }(all_like(error));
    const std::size_t number = std::to_underlying(error);
    return number < answers.size() && answers[number];
  }
}

}  // namespace closeframe::props
