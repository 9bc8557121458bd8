// SPDX-License-Identifier: Apache-2.0
// The search for dialogues in which one peer breaks a rule.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "dialogue/rule.hpp"
#include "named_dialogues.hpp"
#include "player.hpp"
#include "printer.hpp"
#include "shrink.hpp"

namespace closeframe::peers {

struct Settings {
  std::uint64_t case_count = 0;  ///< random dialogues
  std::uint64_t seed = 1;        ///< of them
  std::filesystem::path corpus;  ///< its seeds are replayed; none where this is empty
  bool is_table_only = false;    ///< what each dialogue of the table comes to, and no search
  bool is_short = false;         ///< a tenth of seeds, domains and random dialogues
  std::string rule;              ///< only this one; all where it is empty
};

/// All rules are judged by each dialogue. Of those that break a rule in one way the smallest is
/// kept, made smaller at the end, and believed once it breaks the rule again.
class Search {
 public:
  Search(Peer& peer, Settings settings, Printer& printer);

  /// Prints all that comes of it. Throws Interrupted.
  void run();

 private:
  using Stage = std::string_view;

  void try_all();
  void search();
  /// What each comes to is told.
  void compare(Stage stage, std::span<const NamedDialogue> dialogues);
  void play_named(Stage stage, std::span<const NamedDialogue> dialogues,
                  std::span<std::set<std::string>> outcomes);
  /// Plays it until it has come to two things, or so many times. Adds to `outcomes` what it came
  /// to: nothing where no more of its kind are played.
  void play_again(Input input, int times, std::set<std::string>& outcomes);
  void try_seeds();
  void try_domains();
  void try_random();
  void confirm_breaches();

  /// What was played; nothing where no more of its kind are.
  std::optional<Played> try_one(Input input);
  void judge(Input input, const Played& played);
  bool confirm(const Breach& breach, const Bytes& input);
  bool is_passed_over(std::uint64_t number) const;
  void advance(Stage stage, std::uint64_t done, std::uint64_t all);
  void print_results(bool is_whole);

  Player player_;
  Settings settings_;
  Printer& printer_;
  std::vector<Rule> rules_;
  std::vector<RuleResult> results_;
  std::map<Breach, Bytes> breaches_;
  std::map<std::string_view, std::set<std::string>> answers_;
};

}  // namespace closeframe::peers
