// SPDX-License-Identifier: Apache-2.0
// What is true of the codec's errors, whatever the shape of its input.
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

#include "cases/case.hpp"
#include "properties/property.hpp"

namespace closeframe::props::errors {

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

/// A shape of which the verdict may be an error.
template <class Shape>
concept FallibleShape = requires(Case<Shape> one) { error_in(one.verdict); };

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

}  // namespace closeframe::props::errors
