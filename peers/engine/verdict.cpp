// SPDX-License-Identifier: Apache-2.0
#include "verdict.hpp"

#include <algorithm>

#include "dialogue/rules.hpp"
#include "dialogue/words.hpp"

namespace closeframe::peers {
namespace {

using namespace props::dialogue;

const Seen& worst_seen(const Played& played) {
  return played.transcript.seen.fate == Fate::lived && played.whole ? played.whole->seen
                                                                    : played.transcript.seen;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::not_run: return "not run";
    case Verdict::not_applicable: return "not applicable";
    case Verdict::holds: return "holds";
    case Verdict::hangs: return "hangs";
    case Verdict::crashes: return "crashes";
    default: return "violates";
  }
}

std::vector<Rule> rules_called(std::string_view name) {
  std::vector<Rule> found(rules.begin(), rules.end());
  if (!name.empty()) std::erase_if(found, [&](const Rule& rule) { return rule.name != name; });
  return found;
}

Fate fate_of(const Played& played) { return worst_seen(played).fate; }

Verdict verdict_of(const Rule& rule, const Played& played) {
  switch (rule.judge(played)) {
    case Judgement::excused: return Verdict::not_applicable;
    case Judgement::holds: return Verdict::holds;
    case Judgement::violated: break;
  }
  switch (fate_of(played)) {
    case Fate::hung: return Verdict::hangs;
    case Fate::crashed: return Verdict::crashes;
    default: return Verdict::violates;
  }
}

std::string what_happened(const Played& played) {
  const auto with_last_words = [](std::string words, const Seen& seen) {
    return seen.last_words.empty() ? words : words + " (" + seen.last_words + ")";
  };
  const std::string words = with_last_words(outcome(played), played.transcript.seen);
  if (!played.whole) return words;
  Played whole = played;
  whole.transcript = *played.whole;
  whole.received = received_in(whole.transcript);
  whole.sent = reference::read_frames(whole.transcript.seen.sent);
  const std::string others = with_last_words(outcome(whole), whole.transcript.seen);
  return others == words ? words : words + "; where it arrives in one piece: " + others;
}

}  // namespace closeframe::peers
