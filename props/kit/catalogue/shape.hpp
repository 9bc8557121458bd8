// SPDX-License-Identifier: Apache-2.0
// The properties of one shape, joined from its files.
#pragma once

#include <array>

#include "properties/property.hpp"
#include "properties/rows.hpp"
#include "properties/shared.hpp"

namespace closeframe::props {

/// The properties of a shape.
template <class Shape>
inline constexpr std::array<Property<Shape>, 0> properties;

/// The rows of a shape in the order of their lines: those of each of its own files of properties,
/// of which a `RowAt` returns what is at a line, then the shared ones.
template <class Shape, class... RowAt>
consteval auto rows_of(RowAt... row_at) {
  return collect<Property<Shape>>(row_at..., []<int line>() { return shared::row<Shape, line>; });
}

}  // namespace closeframe::props
