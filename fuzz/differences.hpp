// SPDX-License-Identifier: Apache-2.0
// What another implementation makes of a dialogue, beside what ours does.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "../peers/in_process/adapter.hpp"
#include "../peers/in_process/known.hpp"
#include "dialogue/rules.hpp"
#include "dialogue/words.hpp"

namespace closeframe::fuzz {

using props::dialogue::Played;

/// Why a dialogue with a peer is one to look at.
struct Objection {
  std::string_view name;    ///< of the rule or the choice
  std::string_view claim;   ///< that does not hold
  std::string_view clause;  ///< of the RFC; empty where none is needed
};

inline bool is_known_bug(const peers::Adapter& peer, std::string_view rule, std::string_view kind) {
  return std::ranges::any_of(peers::known_bugs, [&](const peers::KnownBug& bug) {
    return bug.peer == peer.name && bug.version == peer.version && bug.rule == rule &&
           bug.kind == kind;
  });
}

inline bool is_known_choice(const peers::Adapter& peer, std::string_view choice,
                            std::string_view answer) {
  return std::ranges::any_of(peers::known_choices, [&](const peers::KnownChoice& known) {
    return known.peer == peer.name && known.choice == choice && known.answer == answer;
  });
}

/// Whether the two applications were told the same, as far as both were told.
inline bool is_told_alike(const Played& one, const Played& other) {
  const auto& ours = one.transcript.seen.told;
  const auto& theirs = other.transcript.seen.told;
  if (ours.size() != theirs.size()) return false;
  const auto agree = [](const auto& a, const auto& b) { return !a || !b || *a == *b; };
  return std::ranges::equal(ours, theirs, [&](const auto& a, const auto& b) {
    return agree(a.code, b.code) && agree(a.reason, b.reason) && agree(a.clean, b.clean);
  });
}

/// Whether every wish of the application became of the same.
inline bool is_answered_alike(const Played& one, const Played& other) {
  return std::ranges::equal(one.transcript.events, other.transcript.events, {},
                            &props::dialogue::Event::answer, &props::dialogue::Event::answer);
}

/// The first objection there is to `theirs` that is not known: a rule that is broken, a choice that
/// was not declared, another outcome where there is no choice.
inline std::optional<Objection> objection_to(const peers::Adapter& peer, const Played& theirs,
                                             const Played& ours) {
  bool has_bug = false;
  for (const auto& rule : props::dialogue::rules) {
    if (rule.judge(theirs) != props::dialogue::Judgement::violated) continue;
    if (!is_known_bug(peer, rule.name, props::dialogue::kind_of(theirs)))
      return Objection{rule.name, rule.claim, rule.clause};
    has_bug = true;
  }
  bool has_choice = false;
  for (const auto& choice : props::dialogue::choices) {
    const std::string answer = choice.answer(theirs);
    has_choice = has_choice || !answer.empty();
    if (answer != choice.answer(ours) && !is_known_choice(peer, choice.name, answer))
      return Objection{choice.name, choice.question, ""};
  }
  if (has_bug || has_choice || !is_answered_alike(ours, theirs)) return {};
  if (props::dialogue::reaction_in_words(theirs) != props::dialogue::reaction_in_words(ours) ||
      !is_told_alike(ours, theirs))
    return Objection{"outcome", "where nothing is left open, it comes to the same", ""};
  return {};
}

}  // namespace closeframe::fuzz
