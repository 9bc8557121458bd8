// SPDX-License-Identifier: Apache-2.0
// The catalogue: all properties of every shape. Every engine reads it, and nothing else.
#pragma once

#include <array>

#include "dialogue/rules.hpp"
#include "properties/body.hpp"
#include "properties/close_request.hpp"
#include "properties/conversation.hpp"
#include "properties/own_endpoint.hpp"
#include "properties/property.hpp"
#include "properties/rows.hpp"
#include "properties/shared.hpp"
#include "properties/text.hpp"
#include "properties/wire.hpp"
#include "shapes/all.hpp"

namespace closeframe::props {

/// The rows of a shape in the order of their lines: those of each of its own files of properties,
/// of which a `RowAt` returns what is at a line, then the shared ones.
template <class Shape, class... RowAt>
consteval auto rows_of(RowAt... row_at) {
  return collect<Property<Shape>>(row_at..., []<int line>() { return shared::row<Shape, line>; });
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

template <>
inline constexpr auto properties<shapes::Dialogue> = dialogue::properties_of_rules;

}  // namespace closeframe::props
