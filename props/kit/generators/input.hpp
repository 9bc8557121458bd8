// SPDX-License-Identifier: Apache-2.0
// What the generators of all shapes have in common.
#pragma once

#include <rapidcheck.h>

#include <vector>

#include "cases/case.hpp"
#include "generators/bytes.hpp"

namespace closeframe::props::generators {

/// The inputs of the worked examples of a shape.
template <class Shape>
Gen<Bytes> worked_example() {
  std::vector<Bytes> inputs;
  for (const Shape& example : examples<Shape>) inputs.push_back(to_input(example));
  return one_of(inputs);
}

/// Inputs of a shape, to be read with `Shape::from`.
template <class Shape>
Gen<Bytes> input();

}  // namespace closeframe::props::generators
