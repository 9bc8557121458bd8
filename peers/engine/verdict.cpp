// SPDX-License-Identifier: Apache-2.0
#include "verdict.hpp"

#include <algorithm>

#include "dialogue/rules.hpp"
#include "dialogue/words.hpp"

namespace closeframe::peers {
namespace {

using namespace props::dialogue;

Judgement survives(const Played& played) {
  return fate_of(played) == Fate::lived ? Judgement::holds : Judgement::violated;
}

constexpr Rule survival{
    "survives",
    survives,
    Level::consistent,
    "",
    "nothing that a peer sends or an application asks may take the process or its time",
    "whatever arrives and whatever is asked, the endpoint neither crashes nor hangs",
};

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
  found.push_back(survival);
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
  std::string words = outcome(played);
  if (played.whole) {
    Played whole = played;
    whole.transcript = *played.whole;
    whole.received = received_in(whole.transcript);
    whole.sent = reference::read_frames(whole.transcript.seen.sent);
    if (const std::string others = outcome(whole); others != words)
      words += "; where it arrives in one piece: " + others;
  }
  const std::string& last_words = worst_seen(played).last_words;
  return last_words.empty() ? words : words + " (" + last_words + ")";
}

}  // namespace closeframe::peers
