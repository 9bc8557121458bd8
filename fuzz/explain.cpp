// SPDX-License-Identifier: Apache-2.0
// The program `explain`: one input in words, and what each property says of it.
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>

#include "catalogue.hpp"
#include "engines/explanation.hpp"
#include "shapes/all.hpp"

namespace closeframe::props {
namespace {

template <class Shape>
bool explain_input(Input input) {
  const auto one = case_from<Shape>(input);
  std::cout << explain(one);
  std::size_t broken_count = 0;
  for (const auto& property : properties<Shape>) {
    if (property.holds(one)) continue;
    ++broken_count;
    std::cout << "  BROKEN     " << Shape::name << '.' << property.name << ": " << property.claim
              << " (" << property.clause << ")\n";
  }
  std::cout << "  properties " << properties<Shape>.size() - broken_count << " hold, "
            << broken_count << " broken\n";
  return broken_count == 0;
}

std::optional<bool> explain_for(std::string_view target, Input input) {
  std::optional<bool> holds;
  for_each_shape([&]<class Shape>() {
    if (Shape::target == target) holds = explain_input<Shape>(input);
  });
  return holds;
}

}  // namespace
}  // namespace closeframe::props

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: explain TARGET FILE\n"
                 "Exit status: 0 every property holds, 1 one is broken, 2 the call is at fault.\n";
    return 2;
  }
  std::ifstream file(argv[2], std::ios::binary);
  const std::string input{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    std::cerr << "explain: cannot read " << argv[2] << '\n';
    return 2;
  }
  const auto* data = reinterpret_cast<const std::uint8_t*>(input.data());
  const auto holds = closeframe::props::explain_for(argv[1], {data, input.size()});
  if (!holds) {
    std::cerr << "explain: there is no target " << argv[1] << '\n';
    return 2;
  }
  return *holds ? 0 : 1;
}
