// SPDX-License-Identifier: Apache-2.0
// What is true of the codec whatever the shape of its input.
#pragma once

#include <algorithm>
#include <array>
#include <closeframe/frame.hpp>
#include <closeframe/handshake.hpp>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "cases/case.hpp"
#include "properties/property.hpp"

namespace closeframe::props::shared {

template <class Shape, int line>
inline constexpr Property<Shape> row{};

/// The error that a verdict is; nothing where it is none.
template <class Error>
constexpr std::optional<Error> error_in(const std::expected<Close, Error>& verdict) {
  return verdict ? std::nullopt : std::optional(verdict.error());
}

constexpr std::optional<DecodeError> error_in(const FrameResult& verdict) {
  return verdict.is_error() ? std::optional(verdict.error()) : std::nullopt;
}

template <class Shape>
concept AnyShape = requires(Case<Shape> one) { one.verdict; };

/// A shape of which the verdict may be an error.
template <class Shape>
concept FallibleShape = requires(Case<Shape> one) { error_in(one.verdict); };

/// As PROPERTY, for each shape that is one of `shapes`; the function is a template of the shape.
#define PROPERTY_OF(shapes, function, ...)                \
  static_assert(__LINE__ < line_count);                   \
  template <shapes Shape>                                 \
  inline constexpr Property<Shape> row<Shape, __LINE__> { \
    #function, function<Shape>, __VA_ARGS__               \
  }

constexpr const auto& rows_like(CloseError) { return close_errors; }
constexpr const auto& rows_like(DecodeError) { return decode_errors; }
constexpr const auto& rows_like(HandshakeError) { return handshake_errors; }

/// Words that no other error of its kind has, nor what is no error: a number as far beyond the
/// last row of the table as the error is in it.
template <class Error>
constexpr bool has_its_own_words(Error error) {
  const auto& rows = rows_like(error);
  const auto says_the_same = [](std::string_view words) {
    return [words](const auto& row) { return row.words == words; };
  };
  const Error none{static_cast<std::uint8_t>(std::to_underlying(error) + rows.size())};
  if constexpr (requires { answer_to(none); })
    if (answer_to(none) != StatusCode::protocol_error) return false;
  return !to_string(error).empty() && !row_of(error).clause.empty() &&
         std::ranges::count_if(rows, says_the_same(to_string(error))) == 1 &&
         std::ranges::none_of(rows, says_the_same(to_string(none)));
}

template <FallibleShape Shape>
constexpr bool error_names_are_distinct(const Case<Shape>& one) {
  const auto error = error_in(one.verdict);
  if (!error) return true;
  if consteval {
    return has_its_own_words(*error);
  } else {
    static const auto answers = [](const auto& rows) {  // the same for every input: asked once
      std::array<bool, std::tuple_size_v<std::remove_cvref_t<decltype(rows)>>> result{};
      std::ranges::transform(rows, result.begin(),
                             [](const auto& row) { return has_its_own_words(row.error); });
      return result;
    }(rows_like(*error));
    const std::size_t number = std::to_underlying(*error);
    return number < answers.size() && answers[number];
  }
}
PROPERTY_OF(FallibleShape, error_names_are_distinct, policy, invariant,
            "every error is described in words of its own, which a number that is no error lacks");

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
  return !one.uses_heap;
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
