// SPDX-License-Identifier: Apache-2.0
// The program `endpoints`: the rules for anybody's endpoint accuse none that is fair, and each
// catches one that is not.
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "dialogue/rules.hpp"
#include "fair.hpp"
#include "faulty.hpp"
#include "generators/dialogue.hpp"
#include "generators/dialogue_domains.hpp"

namespace closeframe::props::dialogue {
namespace {

/// Dialogues enough to meet every rule: the seeds, small ones, random ones.
std::vector<Bytes> inputs(const std::filesystem::path& seeds) {
  std::vector<Bytes> all;
  for (const auto& file : std::filesystem::directory_iterator(seeds)) {
    std::ifstream stream(file.path(), std::ios::binary);
    all.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  const Visit add = [&all](Input input) {
    all.emplace_back(input.begin(), input.end());
    return true;
  };
  small_dialogues<1>(add);
  small_dialogues<2>(add);
  rc::Random random(1);
  const auto generator = generators::input<shapes::Dialogue>();
  for (int size = 0; size < 3000; ++size)
    all.push_back(generator(random.split(), size % (rc::kNominalSize + 1)).value());
  return all;
}

/// The rules that are violated, each with the first input that shows it.
std::map<std::string_view, Bytes> broken_by(const Somebody& somebody,
                                            const std::vector<Bytes>& inputs) {
  Habits habits;
  somebody.change(habits);
  const EndpointMaker make = [&habits](Role role) {
    return std::make_unique<PlainEndpoint>(role, habits);
  };
  std::map<std::string_view, Bytes> broken;
  for (const Bytes& input : inputs) {
    const auto played = Case<shapes::Dialogue>::of(shapes::Dialogue::from(input), make);
    for (const Rule& rule : rules)
      if (rule.judge(played) == Judgement::violated) broken.emplace(rule.name, input);
  }
  return broken;
}

int run(const std::filesystem::path& seeds) {
  const auto all = inputs(seeds);
  std::size_t failed_count = 0;
  const auto line = [&failed_count](bool passed, const std::string& text) {
    if (!passed) ++failed_count;
    std::cout << (passed ? "  ok    " : "  FAIL  ") << text << '\n';
  };
  for (const Somebody& fair : fair_endpoints()) {
    std::string accused;
    for (const auto& [rule, input] : broken_by(fair, all))
      if (rule != fair.breaks) accused += " " + std::string(rule) + " (" + hex(input) + ")";
    line(accused.empty(), "fair: " + std::string(fair.what) + accused);
  }
  std::set<std::string_view> caught;
  for (const Somebody& faulty : faulty_endpoints()) {
    const bool is_caught = broken_by(faulty, all).contains(faulty.breaks);
    if (is_caught) caught.insert(faulty.breaks);
    line(is_caught, "faulty: " + std::string(faulty.what) + ": " + std::string(faulty.breaks));
  }
  for (const Rule& rule : rules)
    if (!caught.contains(rule.name)) line(false, "nobody breaks " + std::string(rule.name));
  std::cout << failed_count << " failed\n";
  return failed_count == 0 ? 0 : 1;
}

}  // namespace
}  // namespace closeframe::props::dialogue

int main(int argc, char** argv) {
  if (argc == 2) return closeframe::props::dialogue::run(argv[1]);
  std::cerr << "usage: endpoints SEEDS\n";
  return 2;
}
