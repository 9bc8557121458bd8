// SPDX-License-Identifier: Apache-2.0
// RapidCheck as an engine: random members of a shape, shrunk where one breaks a property.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <exception>
#include <utility>

#include "engines/last_input.hpp"
#include "engines/outcome.hpp"
#include "generators/inputs.hpp"
#include "properties/property.hpp"

namespace closeframe::props {

/// Evaluates `property` on `case_count` inputs of `generator`, each of which is tallied. The same
/// seed gives the same inputs, whatever else runs. Each input is in `last` while it is checked.
template <class Shape>
Outcome check_random(const Property<Shape>& property, const rc::Gen<Bytes>& generator,
                     std::uint64_t case_count, std::uint64_t seed, generators::Tally<Shape>& tally,
                     LastInput* last = nullptr) {
  const auto kept_case = [&](const Bytes& input) {
    if (last != nullptr) last->keep<Shape>(input);
    return case_from<Shape>(input);
  };
  const auto breaks = [&](const Bytes& input) { return !property.holds(kept_case(input)); };
  rc::Random random(seed ^ hash_of(id_of(property)));
  Outcome outcome;
  try {
    while (outcome.case_count < case_count) {
      const int size = static_cast<int>(outcome.case_count % (rc::kNominalSize + 1));
      const auto generated = generator(random.split(), size);
      const Bytes input = generated.value();
      ++outcome.case_count;
      tally.add(kept_case(input));
      if (breaks(input)) {
        outcome.counterexample = rc::shrinkable::findLocalMin(generated, breaks).first;
        break;
      }
    }
  } catch (const std::exception& error) {
    outcome.gave_up = error.what();
  }
  return outcome;
}

}  // namespace closeframe::props
