// SPDX-License-Identifier: Apache-2.0
// What every fuzz target does with its input.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "catalogue.hpp"
#include "explanation.hpp"
#include "shapes.hpp"

namespace closeframe::fuzz {

/// Says on standard error which property `shape` breaks, and aborts.
template <class Shape>
[[noreturn]] void fail(const props::Property<Shape>& property, const Shape& shape) {
  const std::string text = "BROKEN PROPERTY " + std::string(Shape::name) + "." +
                           std::string(property.name) + "\n  claim      " +
                           std::string(property.claim) + "\n  clause     " +
                           std::string(property.clause) + "\n" + props::explain(shape);
  std::fputs(text.c_str(), stderr);
  std::abort();
}

/// Reads `input` as a `Shape` and checks every property of it. Works on a heap copy of exactly
/// the input's size, so that a sanitizer sees a byte read too many. Not an `assert`: it checks
/// under NDEBUG too. Always 0, as engines ask.
template <class Shape>
int check_every_property(props::Input input) {
  const auto copy = std::make_unique_for_overwrite<std::uint8_t[]>(input.size());
  std::ranges::copy(input, copy.get());
  const Shape shape = Shape::from({copy.get(), input.size()});
  for (const auto& property : props::properties<Shape>)
    if (!property.holds(shape)) fail(property, shape);
  return 0;
}

}  // namespace closeframe::fuzz
