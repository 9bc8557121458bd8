// SPDX-License-Identifier: Apache-2.0
// What `props` does with one shape.
#pragma once

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/shape.hpp"
#include "engines/exhaustive.hpp"
#include "engines/random.hpp"
#include "engines/shape_engines.hpp"
#include "generators/inputs.hpp"

namespace closeframe::props {

/// Fewer cases than this say too little about the shares of the classes.
constexpr std::uint64_t least_case_count_for_shares = 5000;

template <class Shape>
std::string distribution(const generators::Tally<Shape>& tally) {
  std::ostringstream text;
  for (std::size_t i = 0; i < tally.classes.size(); ++i)
    text << (i ? ", " : "") << tally.classes[i].name << " " << std::fixed << std::setprecision(1)
         << tally.percent(i) << " %";
  return text.str();
}

template <class Shape>
void check_shares(const generators::Tally<Shape>& tally, Report& report) {
  if (tally.case_count < least_case_count_for_shares) return;
  for (std::size_t i = 0; i < tally.classes.size(); ++i) {
    const auto& owed = tally.classes[i];
    std::ostringstream text;
    text << Shape::name << " generator: " << std::setprecision(3) << tally.percent(i) << " % "
         << owed.name << ", owes " << owed.least_percent << " %";
    report.line(tally.percent(i) >= owed.least_percent, text.str());
  }
}

template <class Shape>
void run_random(const Options& options, Report& report, LastInput* last) {
  const auto inputs = generators::inputs_of_shape<Shape>();
  generators::Tally<Shape> pooled(inputs.classes);
  for (const auto& property : properties<Shape>) {
    if (!options.selects(property)) continue;
    report.begin("random", id_of(property));
    generators::Tally<Shape> tally(inputs.classes);
    const Outcome outcome =
        check_random(property, inputs.random, options.case_count, options.seed, tally, last);
    report.end(property, "", outcome, distribution(tally));
    pooled.add(tally);
  }
  check_shares(pooled, report);
}

template <class Shape>
void run_exhaustive(const Options& options, Report& report, LastInput* last) {
  for (const auto& domain : generators::inputs_of_shape<Shape>().domains) {
    if (domain.nightly && !options.nightly) continue;
    std::vector<Property<Shape>> chosen;
    for (const auto& property : properties<Shape>)
      if (options.selects(property) && domain.is_for(property.name)) chosen.push_back(property);
    if (chosen.empty()) continue;
    report.begin("exhaustive", std::string(Shape::name) + ", " + std::string(domain.name));
    const auto outcomes = check_all(std::span<const Property<Shape>>(chosen), domain, last);
    for (std::size_t i = 0; i < chosen.size(); ++i)
      report.end(chosen[i], domain.name, outcomes[i], "");
  }
}

/// The engines that run a property, in the order in which they are likely to be met. Exhaustive
/// enumeration is of the domains in generators/.
template <class Shape>
std::string_view engines_of(const Property<Shape>& property) {
  return property.evaluation == constant ? "compiler, exhaustive, RapidCheck, fuzzing, replay"
                                         : "exhaustive, RapidCheck, fuzzing, replay";
}

template <class Shape>
void list(const Options& options) {
  for (const auto& property : properties<Shape>)
    if (options.selects(property))
      std::cout << id_of(property) << "\n    " << property.claim << "\n    " << property.clause
                << "; " << to_string(property.kind) << "; " << engines_of(property) << '\n';
}

template <class Shape>
bool is_selected(const Options& options) {
  return std::ranges::any_of(properties<Shape>, [&](const Property<Shape>& property) {
    return options.selects(property);
  });
}

template <class Shape>
ShapeEngines engines_of_shape() {
  static_assert(!properties<Shape>.empty(), "its part of the catalogue is not included");
  return {is_selected<Shape>, list<Shape>, run_random<Shape>, run_exhaustive<Shape>};
}

}  // namespace closeframe::props
