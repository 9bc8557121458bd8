// SPDX-License-Identifier: Apache-2.0
// The program `props`: runs the catalogue through RapidCheck and exhaustive enumeration.
#include <CLI/CLI.hpp>
#include <iomanip>
#include <optional>
#include <random>
#include <sstream>

#include "catalogue.hpp"
#include "engines/exhaustive.hpp"
#include "engines/generator_checks.hpp"
#include "engines/last_input.hpp"
#include "engines/random.hpp"
#include "engines/report.hpp"
#include "engines/word_checks.hpp"
#include "generators/all.hpp"

namespace closeframe::props {
namespace {

struct Options {
  std::string program;
  bool list = false;
  bool list_words = false;
  std::vector<std::string> only;
  std::vector<std::string> engines{"random", "exhaustive"};
  std::uint64_t case_count = 1000;
  std::uint64_t seed = 1;
  bool random_seed = false;
  bool nightly = false;
  std::filesystem::path counterexample_dir = "counterexamples";
  std::filesystem::path last_input_path;

  bool runs(std::string_view engine) const {
    return std::ranges::find(engines, engine) != engines.end();
  }

  template <class Shape>
  bool selects(const Property<Shape>& property) const {
    return only.empty() || std::ranges::any_of(only, [&](const std::string& name) {
             return name == property.name || name == id_of(property) || name == Shape::name;
           });
  }
};

/// Fewer cases than this say too little about the shares of the classes.
constexpr std::uint64_t least_case_count_for_shares = 5000;

template <class Shape>
std::string distribution(const generators::Tally<Shape>& tally) {
  std::ostringstream text;
  for (std::size_t i = 0; i < generators::classes<Shape>.size(); ++i)
    text << (i ? ", " : "") << generators::classes<Shape>[i].name << " " << std::fixed
         << std::setprecision(1) << tally.percent(i) << " %";
  return text.str();
}

template <class Shape>
void check_shares(const generators::Tally<Shape>& tally, Report& report) {
  if (tally.case_count < least_case_count_for_shares) return;
  for (std::size_t i = 0; i < generators::classes<Shape>.size(); ++i) {
    const auto& owed = generators::classes<Shape>[i];
    std::ostringstream text;
    text << Shape::name << " generator: " << std::setprecision(3) << tally.percent(i) << " % "
         << owed.name << ", owes " << owed.least_percent << " %";
    report.line(tally.percent(i) >= owed.least_percent, text.str());
  }
}

template <class Shape>
void run_random(const Options& options, Report& report, LastInput* last) {
  generators::Tally<Shape> pooled;
  for (const auto& property : properties<Shape>) {
    if (!options.selects(property)) continue;
    report.begin("random", id_of(property));
    generators::Tally<Shape> tally;
    const Outcome outcome = check_random(property, options.case_count, options.seed, tally, last);
    report.end(property, "", outcome, distribution(tally));
    pooled.add(tally);
  }
  check_shares(pooled, report);
}

template <class Shape>
void run_exhaustive(const Options& options, Report& report, LastInput* last) {
  for (const auto& domain : domains<Shape>) {
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
/// enumeration is of the domains in generators/domains.hpp.
template <class Shape>
std::string_view engines_of(const Property<Shape>& property) {
  return property.evaluation == constant ? "compiler, exhaustive, RapidCheck, fuzzing, replay"
                                         : "exhaustive, RapidCheck, fuzzing, replay";
}

void list(const Options& options) {
  for_each_shape([&]<class Shape>() {
    for (const auto& property : properties<Shape>)
      if (options.selects(property))
        std::cout << id_of(property) << "\n    " << property.claim << "\n    " << property.clause
                  << "; " << to_string(property.kind) << "; " << engines_of(property) << '\n';
  });
}

/// Checks that each --only names something; throws CLI::ValidationError where one does not.
void check_names(const Options& options) {
  for (const auto& name : options.only) {
    Options one;
    one.only = {name};
    bool known = false;
    for_each_shape([&]<class Shape>() {
      for (const auto& property : properties<Shape>) known = known || one.selects(property);
    });
    if (!known)
      throw CLI::ValidationError("--only", "no property is called " + name + "; see --list");
  }
}

int run(const Options& options) {
  Report report(options.counterexample_dir, options.program + " --cases " +
                                                std::to_string(options.case_count) + " --seed " +
                                                std::to_string(options.seed));
  std::optional<LastInput> last_input;
  if (!options.last_input_path.empty()) last_input.emplace(options.last_input_path);
  LastInput* const last = last_input ? &*last_input : nullptr;
  if (options.runs("random")) {
    report.heading("RapidCheck, seed " + std::to_string(options.seed));
    if (options.only.empty()) check_generators(options.seed, report);
    for_each_shape([&]<class Shape>() { run_random<Shape>(options, report, last); });
  }
  if (options.runs("exhaustive")) {
    report.heading("Exhaustive enumeration");
    if (options.only.empty()) check_complete_words(report);
    for_each_shape([&]<class Shape>() { run_exhaustive<Shape>(options, report, last); });
  }
  if (last != nullptr) last->finish();
  std::cout << report.passed_count() << " passed, " << report.failed_count() << " failed\n";
  return report.failed_count() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace closeframe::props

int main(int argc, char** argv) {
  using namespace closeframe::props;
  Options options;
  options.program = argv[0];
  CLI::App app{
      "Checks the properties of the closeframe codec.\n"
      "Exit code: 0 all hold, 1 one is broken, 2 the call or the machine is at fault.\n"};
  app.add_flag("--list", options.list, "Print the catalogue and stop");
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
    if (!options.list && !options.list_words) return run(options);
    if (options.list) list(options);
    if (options.list_words) list_complete_words(std::cout);
    return 0;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    std::cerr << "props: " << error.what() << '\n';
    return 2;
  }
}
