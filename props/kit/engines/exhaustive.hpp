// SPDX-License-Identifier: Apache-2.0
// Exhaustive enumeration as an engine: every member of the small domains of a shape.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engines/last_input.hpp"
#include "engines/outcome.hpp"
#include "generators/domain.hpp"
#include "properties/property.hpp"

namespace closeframe::props {

/// Evaluates `properties` on every input of `domain`: each up to the first that breaks it, which
/// is a smallest one. Each input is in `last` while it is checked.
template <class Shape>
std::vector<Outcome> check_all(std::span<const Property<Shape>> properties, const Domain& domain,
                               LastInput* last = nullptr) {
  std::vector<Outcome> outcomes(properties.size());
  domain.enumerate([&](Input input) {
    if (last != nullptr) last->keep<Shape>(input);
    const auto one = case_from<Shape>(input);
    bool goes_on = false;
    for (std::size_t i = 0; i < properties.size(); ++i) {
      Outcome& outcome = outcomes[i];
      if (outcome.counterexample) continue;
      ++outcome.case_count;
      if (!properties[i].holds(one)) outcome.counterexample.emplace(input.begin(), input.end());
      goes_on = goes_on || outcome.passed();
    }
    return goes_on;
  });
  return outcomes;
}

template <class Shape>
Outcome check_all(const Property<Shape>& property, const Domain& domain) {
  return check_all(std::span(&property, 1), domain)[0];
}

}  // namespace closeframe::props
