// SPDX-License-Identifier: Apache-2.0
// The program `props`: runs the catalogue through RapidCheck and exhaustive enumeration.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "engines/last_input.hpp"
#include "engines/options.hpp"
#include "engines/report.hpp"
#include "engines/shape_engines.hpp"
#include "shapes.hpp"

namespace closeframe::props {

/// What a project has beside its catalogue; any may be left out.
struct Project {
  void (*random)(std::uint64_t seed, Report&) = nullptr;  ///< of its generators
  void (*exhaustive)(Report&) = nullptr;                  ///< of its domains
  void (*list_words)(std::ostream&) = nullptr;  ///< how many are complete for each finite machine
  const char* fuzzer_command = "";              ///< that runs a fuzz target on a counterexample
};

/// Of every shape, in order.
inline std::vector<ShapeEngines> engines_of_all_shapes() {
  std::vector<ShapeEngines> all;
  for_each_shape([&]<class Shape>() { all.push_back(engines_of_shape<Shape>()); });
  return all;
}

/// Checks that each --only names something; throws CLI::ValidationError where one does not.
inline void check_names(const Options& options) {
  for (const auto& name : options.only) {
    Options one;
    one.only = {name};
    const auto is_known = [&](const ShapeEngines& shape) { return shape.is_selected(one); };
    if (std::ranges::none_of(engines_of_all_shapes(), is_known))
      throw CLI::ValidationError("--only", "no property is called " + name + "; see --list");
  }
}

inline int run(const Options& options, const Project& own) {
  const std::string command = options.program + " --cases " + std::to_string(options.case_count) +
                              " --seed " + std::to_string(options.seed);
  Report report(options.counterexample_dir, command, own.fuzzer_command);
  std::optional<LastInput> last_input;
  if (!options.last_input_path.empty()) last_input.emplace(options.last_input_path);
  LastInput* const last = last_input ? &*last_input : nullptr;
  if (options.runs("random")) {
    report.heading("RapidCheck, seed " + std::to_string(options.seed));
    if (options.only.empty() && own.random != nullptr) own.random(options.seed, report);
    for (const auto& shape : engines_of_all_shapes()) shape.run_random(options, report, last);
  }
  if (options.runs("exhaustive")) {
    report.heading("Exhaustive enumeration");
    if (options.only.empty() && own.exhaustive != nullptr) own.exhaustive(report);
    for (const auto& shape : engines_of_all_shapes()) shape.run_exhaustive(options, report, last);
  }
  if (last != nullptr) last->finish();
  std::cout << report.passed_count() << " passed, " << report.failed_count() << " failed\n";
  return report.failed_count() == 0 ? 0 : 1;
}

/// The whole program; returns its exit status. `codec` is what it is called in --help.
inline int run_program(int argc, char** argv, const std::string& codec, const Project& own) {
  Options options;
  options.program = argv[0];
  CLI::App app{"Checks the properties of " + codec +
               ".\n"
               "Exit code: 0 all hold, 1 one is broken, 2 the call or the machine is at fault.\n"};
  app.add_flag("--list", options.list, "Print the catalogue and stop");
  if (own.list_words != nullptr)
    app.add_flag("--list-words", options.list_words,
                 "Print how many words are complete for each finite machine, and stop");
  app.add_option("--only", options.only, "Only these: a property, Shape.property or a Shape");
  app.add_option("--engine", options.engines, "Only these: random, exhaustive")
      ->check(CLI::IsMember({"random", "exhaustive"}));
  app.add_option("--cases", options.case_count, "Random cases for each property")
      ->capture_default_str()
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
  auto* seed = app.add_option("--seed", options.seed, "Seed of the random cases");
  seed->capture_default_str();
  app.add_flag("--random-seed", options.random_seed, "A fresh seed, which is printed")
      ->excludes(seed);
  app.add_flag("--nightly", options.nightly, "Also the domains that take minutes");
  app.add_option("--counterexamples", options.counterexample_dir,
                 "Folder in which counterexamples are kept, by fuzz target")
      ->capture_default_str();
  app.add_option(
      "--last-input", options.last_input_path,
      "File that holds the input being checked, for when it takes the process with it: a "
      "line TARGET SHAPE SIZE, then SIZE bytes; empty once all is checked");
  try {
    app.parse(argc, argv);
    check_names(options);
    if (options.random_seed) options.seed = std::random_device{}();
    if (!options.list && !options.list_words) return run(options, own);
    if (options.list)
      for (const auto& shape : engines_of_all_shapes()) shape.list(options);
    if (options.list_words) own.list_words(std::cout);
    return 0;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    std::cerr << "props: " << error.what() << '\n';
    return 2;
  }
}

}  // namespace closeframe::props
