// SPDX-License-Identifier: Apache-2.0
// What is true of the codec whatever the shape of its input.
#pragma once

#include <algorithm>
#include <array>
#include <closeframe/body.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "cases/case.hpp"
#include "properties/allocation_count.hpp"
#include "properties/property.hpp"

namespace closeframe::props::shared {

template <class Shape, int line>
inline constexpr Property<Shape> row{};

/// Every shape is one. A shape whose verdict may be an error is a `FallibleShape`.
template <class Shape>
concept AnyShape = requires(Case<Shape> one) { one.verdict; };

template <class Shape>
concept FallibleShape = requires(Case<Shape> one) { one.verdict.error(); };

/// As PROPERTY, for each shape that is one of `shapes`; the function is a template of the shape.
#define PROPERTY_OF(shapes, function, ...)                \
  static_assert(__LINE__ < line_count);                   \
  template <shapes Shape>                                 \
  inline constexpr Property<Shape> row<Shape, __LINE__> { \
    #function, function<Shape>, __VA_ARGS__               \
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

template <FallibleShape Shape>
constexpr bool error_names_are_distinct(const Case<Shape>& one) {
  if (one.verdict) return true;
  const auto error = one.verdict.error();
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
PROPERTY_OF(FallibleShape, error_names_are_distinct, policy, invariant,
            "every error has a description that no other error has");

/// Asks again about the same bytes in another place, at another alignment, among other bytes: ones
/// that would complete a cut UTF-8 sequence.
template <AnyShape Shape>
bool result_depends_only_on_the_bytes(const Case<Shape>& one) {
  const auto view = one.*Shape::view;
  using View = std::remove_const_t<decltype(view)>;
  using Byte = View::value_type;
  thread_local std::vector<Byte> place;  // not allocated each time
  const std::size_t offset = 1 + view.size() % 7;
  place.resize(std::max(place.size(), offset + view.size() + 8));
  Byte* const begin = std::fill_n(place.data(), offset, static_cast<Byte>(0xBF));
  std::fill_n(std::ranges::copy(view, begin).out, 8, static_cast<Byte>(0xBF));
  Shape moved = one;
  moved.*Shape::view = View(begin, view.size());
  return codec_says(moved) == one.verdict;
}
PROPERTY_OF(AnyShape, result_depends_only_on_the_bytes, policy, metamorphic,
            "the same bytes give the same result at any place, whatever bytes are beside them",
            run_time);

template <AnyShape Shape>
bool codec_never_allocates(const Case<Shape>& one) {
  const std::size_t before = allocation_count();
  const auto verdict = codec_says<Shape>(one);
  return allocation_count() == before && verdict == one.verdict;
}
PROPERTY_OF(AnyShape, codec_never_allocates, policy, invariant, "the codec does not use the heap",
            run_time);

/// What the compiler made of each worked example.
template <class Shape>
inline constexpr auto constant_verdicts = [] {
  std::array<decltype(Case<Shape>::verdict), examples<Shape>.size()> verdicts{};
  std::ranges::transform(examples<Shape>, verdicts.begin(),
                         [](const Shape& example) { return codec_says(example); });
  return verdicts;
}();

/// Only worked examples have a verdict of the compiler's: of other inputs this says nothing.
template <AnyShape Shape>
bool constant_evaluation_agrees_with_run_time(const Case<Shape>& one) {
  for (std::size_t i = 0; i < examples<Shape>.size(); ++i) {
    const Shape& example = examples<Shape>[i];
    if (std::ranges::equal(example.*Shape::view, one.*Shape::view) &&
        to_input(example) == to_input<Shape>(one))
      return constant_verdicts<Shape>[i] == one.verdict;
  }
  return true;
}
PROPERTY_OF(AnyShape, constant_evaluation_agrees_with_run_time, policy, differential,
            "the compiler and the running program say the same of every worked example", run_time);

#undef PROPERTY_OF

}  // namespace closeframe::props::shared
