// SPDX-License-Identifier: Apache-2.0
// Writes the cases that RapidCheck tries of each property: for script/mutants.
#include "cases.hpp"

#include <cstdio>

#include "catalogue.hpp"
#include "domains.hpp"
#include "engines/random.hpp"
#include "generators.hpp"
#include "generators/inputs_of_shape.hpp"

namespace closeframe::mutants {
namespace {

using namespace props;

/// The inputs that `check_random` evaluates `property` on, where all of them hold.
template <class Shape>
Bytes cases_of(const Property<Shape>& property, std::uint64_t case_count, std::uint64_t seed) {
  static Bytes file;
  file.clear();
  Property<Shape> recorder = property;
  recorder.holds = [](const Case<Shape>& one) {
    append_case(file, to_input<Shape>(one));
    return true;
  };
  const auto inputs = generators::inputs_of_shape<Shape>();
  generators::Tally<Shape> tally(inputs.classes);
  check_random(recorder, inputs.random, case_count, seed, tally);
  return file;
}

void write(const std::filesystem::path& folder, std::uint64_t case_count, std::uint64_t seed) {
  for_each_shape([&]<class Shape>() {
    for (const auto& property : properties<Shape>) {
      const auto path = cases_path(folder, std::to_string(seed), id_of(property));
      std::filesystem::create_directories(path.parent_path());
      std::ofstream file(path, std::ios::binary);
      file << as_text(cases_of(property, case_count, seed));
      if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
    }
  });
}

}  // namespace
}  // namespace closeframe::mutants

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: cases FOLDER CASES SEED_COUNT\n", stderr);
    return 2;
  }
  try {
    for (std::uint64_t seed = 1; seed <= std::stoull(argv[3]); ++seed)
      closeframe::mutants::write(argv[1], std::stoull(argv[2]), seed);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "cases: %s\n", error.what());
    return 2;
  }
}
