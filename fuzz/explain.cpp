// SPDX-License-Identifier: Apache-2.0
// The program `explain`: one input in words, and what each property says of it.
#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "catalogue.hpp"
#include "engines/explanation.hpp"
#include "frame_in_words.hpp"

namespace closeframe::props {
namespace {

template <class Shape>
bool explain_input(Input input) {
  const auto one = case_from<Shape>(input);
  std::cout << explain(one) << std::flush;
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

/// Whether every property holds, or was not asked; nothing where there is no such target.
std::optional<bool> explain_for(std::string_view target, Input input, bool with_codec) {
  std::optional<bool> holds;
  for_each_shape([&]<class Shape>() {
    if (Shape::target != target) return;
    if (!with_codec) std::cout << explain_without_codec(Shape::from(input));
    holds = !with_codec || explain_input<Shape>(input);
  });
  return holds;
}

}  // namespace
}  // namespace closeframe::props

int main(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  const bool with_codec = first != "--without-codec";
  const bool any_close = first == "--close";
  if (!with_codec) --argc, ++argv;
  if (argc != 3) {
    std::cerr << "usage: explain [--without-codec] TARGET FILE\n"
                 "       explain --close FILE\n"
                 "With --without-codec only what the input is and what the reference says of it.\n"
                 "With --close a close frame, masked or not, or the body of one.\n"
                 "Exit status: 0 every property holds, 1 one is broken, 2 the call is at fault.\n";
    return 2;
  }
  std::ifstream file(argv[2], std::ios::binary);
  const std::string input{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    std::cerr << "explain: cannot read " << argv[2] << '\n';
    return 2;
  }
  // Of exactly its size, so that a sanitizer sees a byte read too many.
  const auto copy = std::make_unique_for_overwrite<std::uint8_t[]>(input.size());
  std::ranges::copy(input, copy.get());
  const closeframe::props::Input bytes{copy.get(), input.size()};
  if (any_close) {
    closeframe::fuzz::print_close(std::cout, bytes);
    return 0;
  }
  const auto holds = closeframe::props::explain_for(argv[1], bytes, with_codec);
  if (!holds) {
    std::cerr << "explain: there is no target " << argv[1] << '\n';
    return 2;
  }
  return *holds ? 0 : 1;
}
