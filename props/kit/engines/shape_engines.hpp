// SPDX-License-Identifier: Apache-2.0
// The engines of one shape, behind an interface that knows no shape: so each shape is compiled by
// itself.
#pragma once

#include "engines/last_input.hpp"
#include "engines/options.hpp"
#include "engines/report.hpp"

namespace closeframe::props {

/// What `props` does with one shape.
struct ShapeEngines {
  bool (*is_selected)(const Options&);  ///< one of its properties
  void (*list)(const Options&);         ///< on standard output
  void (*run_random)(const Options&, Report&, LastInput*);
  void (*run_exhaustive)(const Options&, Report&, LastInput*);
};

/// Defined once for each shape, in a unit of its own.
template <class Shape>
ShapeEngines engines_of_shape();

}  // namespace closeframe::props
