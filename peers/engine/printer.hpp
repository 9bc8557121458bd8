// SPDX-License-Identifier: Apache-2.0
// What the engine prints: JSON lines, described in docs/conformance.md. Nothing in them depends on
// the time or on the machine.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "peer.hpp"
#include "verdict.hpp"

namespace closeframe::peers {

/// What one rule came to over all dialogues.
struct RuleResult {
  Verdict verdict = Verdict::not_run;
  std::uint64_t judged_count = 0;
  std::uint64_t excused_count = 0;
};

/// Throws std::ios_base::failure where a line cannot be written.
class Printer {
 public:
  explicit Printer(std::ostream& out);

  void peer(const Identity& identity);
  void progress(std::string_view stage, std::uint64_t done, std::uint64_t all);
  void rule(const Rule& rule, const RuleResult& result);
  /// `input` is of the dialogue that was played.
  void counterexample(const Rule& rule, std::string_view kind, Verdict verdict, Input input,
                      const Played& played);
  void choice(const props::dialogue::Choice& choice, const std::set<std::string>& answers);
  void outcome(std::string_view name, Input input, std::string_view words);
  void trouble(const Trouble& trouble);
  /// What did not come again: it is of one run, and says nothing certain.
  void chance(std::string_view words);
  void done(std::uint64_t run_count);

 private:
  template <class Line>
  void print(const Line& line);

  std::ostream& out_;
};

}  // namespace closeframe::peers
