// SPDX-License-Identifier: Apache-2.0
// The catalogue: all properties of every shape. Every engine reads it, and nothing else.
#pragma once

#include <algorithm>
#include <array>
#include <utility>

#include "properties/body.hpp"
#include "properties/close_request.hpp"
#include "properties/conversation.hpp"
#include "properties/property.hpp"
#include "properties/shared.hpp"
#include "properties/text.hpp"
#include "properties/wire.hpp"
#include "shapes/all.hpp"

namespace closeframe::props {

/// The rows of a shape in the order of their lines: those of its own file of properties, of which
/// `RowAt` returns what is at a line, then the shared ones. A line without row has one without
/// name.
template <class Shape, class RowAt, int... line>
consteval auto rows_of(std::integer_sequence<int, line...>) {
  constexpr std::array<Property<Shape>, 2 * line_count> lines {
    RowAt{}.template operator()<line>()...,
    shared::row<Shape, line>...
  };
  constexpr auto is_row = [](const Property<Shape>& row) { return !row.name.empty(); };
  std::array<Property<Shape>, std::ranges::count_if(lines, is_row)> rows;
  std::ranges::copy_if(lines, rows.begin(), is_row);
  return rows;
}

template <class Shape, class RowAt>
consteval auto rows_of(RowAt) {
  return rows_of<Shape, RowAt>(std::make_integer_sequence<int, line_count>{});
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
    rows_of<shapes::Conversation>([]<int line>() { return conversation::row<line>; });

}  // namespace closeframe::props
