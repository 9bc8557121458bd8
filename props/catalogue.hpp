// SPDX-License-Identifier: Apache-2.0
// The catalogue: all properties of every shape. Every engine reads it, and nothing else.
#pragma once

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

#include "properties/body.hpp"
#include "properties/close_request.hpp"
#include "properties/conversation.hpp"
#include "properties/own_endpoint.hpp"
#include "properties/property.hpp"
#include "properties/shared.hpp"
#include "properties/text.hpp"
#include "properties/wire.hpp"
#include "shapes/all.hpp"

namespace closeframe::props {

/// What is at each line of a file of properties: a row, or one without name.
template <class Shape, class RowAt, int... line>
consteval auto lines_of(RowAt, std::integer_sequence<int, line...>) {
  return std::array<Property<Shape>, line_count> { RowAt{}.template operator()<line>()... };
}

/// The rows of a shape in the order of their lines: those of each of its own files of properties,
/// of which a `RowAt` returns what is at a line, then the shared ones.
template <class Shape, class... RowAt>
consteval auto rows_of(RowAt...) {
  constexpr std::make_integer_sequence<int, line_count> numbers;
  constexpr auto shared_row_at = []<int line>() { return shared::row<Shape, line>; };
  constexpr std::array lines{lines_of<Shape>(RowAt{}, numbers)...,
                             lines_of<Shape>(shared_row_at, numbers)};
  constexpr auto is_row = [](const Property<Shape>& row) { return !row.name.empty(); };
  std::array<Property<Shape>, std::ranges::count_if(lines | std::views::join, is_row)> rows;
  std::ranges::copy_if(lines | std::views::join, rows.begin(), is_row);
  return rows;
}

/// The properties of a shape.
template <class Shape>
inline constexpr std::array<Property<Shape>, 0> properties;

template <>
inline constexpr auto properties<shapes::Body> =
    rows_of<shapes::Body>([]<int line>() { return body::row<line>; });

template <>
inline constexpr auto properties<shapes::CloseRequest> =
    rows_of<shapes::CloseRequest>([]<int line>() { return close_request::row<line>; });

template <>
inline constexpr auto properties<shapes::Text> =
    rows_of<shapes::Text>([]<int line>() { return text::row<line>; });

template <>
inline constexpr auto properties<shapes::Wire> =
    rows_of<shapes::Wire>([]<int line>() { return wire::row<line>; });

template <>
inline constexpr auto properties<shapes::Conversation> =
    rows_of<shapes::Conversation>([]<int line>() { return conversation::row<line>; },
                                  []<int line>() { return own_endpoint::row<line>; });

}  // namespace closeframe::props
