// SPDX-License-Identifier: Apache-2.0
// A case: a shape with what the codec and the reference say of it.
#pragma once

#include <array>
#include <concepts>

#include "shapes/bytes.hpp"

namespace closeframe::props {

/// A shape, what the codec says of it (`verdict`), whether it used the heap for that (`uses_heap`),
/// and what the reference says (`expected`). Each is asked once, by whoever runs properties. Every
/// shape has a specialisation in a file of this room; its `codec_says` and `reference_says` ask
/// anew.
template <class Shape>
struct Case;

template <class Shape>
constexpr Case<Shape> case_of(const Shape& shape) {
  return {shape};
}

template <class Shape>
constexpr Case<Shape> case_from(Input input) {
  return case_of(Shape::from(input));
}

template <class Shape>
constexpr auto codec_says(const Shape& shape) {
  return Case<Shape>::codec_says(shape);
}

template <class Shape>
constexpr auto reference_says(const Shape& shape) {
  return Case<Shape>::reference_says(shape);
}

/// Worked examples: a few members of a shape that between them reach every verdict. The compiler
/// evaluates the properties over them, where undefined behaviour is a compile error.
template <class Shape>
inline constexpr std::array<Shape, 0> examples;

}  // namespace closeframe::props
