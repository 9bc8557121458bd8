// SPDX-License-Identifier: Apache-2.0
// The inputs of one shape, from its generator and its domains.
#pragma once

#include "generators/input.hpp"
#include "generators/inputs.hpp"

namespace closeframe::props::generators {

template <class Shape>
Inputs<Shape> inputs_of_shape() {
  static_assert(!domains<Shape>.empty(), "its domains are not included");
  return {input<Shape>(), classes<Shape>, domains<Shape>};
}

}  // namespace closeframe::props::generators
