// SPDX-License-Identifier: Apache-2.0
// The compiler as an engine: every property that it can evaluate, over every worked example. An
// object file is the proof; undefined behaviour on the way is a compile error.
#pragma once

#include <cstddef>
#include <utility>

#include "cases/case.hpp"
#include "catalogue/shape.hpp"
#include "shapes/list.hpp"

namespace closeframe::props {

/// The worked example's number is a template argument, so that a failure names it.
template <class Shape, std::size_t property, std::size_t example>
consteval bool check() {
  constexpr Property<Shape> row = properties<Shape>[property];
  if constexpr (row.evaluation == constant)
    static_assert(row.holds({examples<Shape>[example]}), "a property fails on a worked example");
  return true;
}

template <class Shape, std::size_t property, std::size_t... example>
consteval bool check_property(std::index_sequence<example...>) {
  return (check<Shape, property, example>() && ...);
}

template <class Shape, std::size_t... property>
consteval bool check_shape(std::index_sequence<property...>) {
  return (check_property<Shape, property>(std::make_index_sequence<examples<Shape>.size()>{}) &&
          ...);
}

template <class... Shape>
consteval bool check_shapes(ShapeList<Shape...>) {
  return (check_shape<Shape>(std::make_index_sequence<properties<Shape>.size()>{}) && ...);
}

}  // namespace closeframe::props
