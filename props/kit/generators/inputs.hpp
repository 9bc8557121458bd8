// SPDX-License-Identifier: Apache-2.0
// Where the inputs of a shape come from, behind an interface: generators take most of the time of
// a compiler, and a change of a property compiles none of them.
#pragma once

#include <rapidcheck.h>

#include <span>

#include "generators/classes.hpp"
#include "generators/domain.hpp"
#include "shapes/bytes.hpp"

namespace closeframe::props::generators {

template <class Shape>
struct Inputs {
  rc::Gen<Bytes> random;
  std::span<const Class<Shape>> classes;
  std::span<const Domain> domains;
};

/// Defined in generators/inputs_of_shape.hpp; compiled once for each shape, in a unit of its own.
template <class Shape>
Inputs<Shape> inputs_of_shape();

}  // namespace closeframe::props::generators
