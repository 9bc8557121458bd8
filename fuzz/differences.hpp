// SPDX-License-Identifier: Apache-2.0
// What other implementations make of a dialogue, beside what ours does.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
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
  std::string_view clause;  ///< where that is written
};

/// Whether the two applications were told the same, as far as both were told.
inline bool is_told_alike(const Played& one, const Played& other) {
  const auto agree = [](const auto& a, const auto& b) { return !a || !b || *a == *b; };
  return std::ranges::equal(
      one.transcript.seen.told, other.transcript.seen.told, [&](const auto& a, const auto& b) {
        return agree(a.code, b.code) && agree(a.reason, b.reason) && agree(a.clean, b.clean);
      });
}

/// Whether both took on the same wishes, and neither has ended the transport after one: that may
/// have been before there was an answer.
inline bool has_gone_alike(const Played& ours, const Played& theirs) {
  using props::dialogue::Event;
  return std::ranges::equal(ours.transcript.events, theirs.transcript.events, {}, &Event::answer,
                            &Event::answer) &&
         (theirs.transcript.seen.has_ended != true || !props::dialogue::has_wish(theirs));
}

/// Whether nothing that arrives is left open: whole frames, all good, and at most one close, which
/// comes last. How a close is answered beside a refused wish is left open, as no choice tells it.
inline bool is_plain(const Played& played) {
  using props::dialogue::Meaning;
  const auto* close = props::dialogue::decisive(played);
  if (close != nullptr &&
      (close->meaning != Meaning::close || props::dialogue::is_followed(played, *close) ||
       props::dialogue::first_wish_after(played, close->event) != nullptr ||
       (props::dialogue::is_asked_to_close(played) && !props::dialogue::has_wish(played))))
    return false;
  return std::ranges::all_of(played.received,
                             [](const auto& received) { return received.frame.is_whole; });
}

/// Hands `found` each objection that there is to `theirs` and that is not known: rules that are
/// broken; else choices that are not ours; else another outcome.
template <class Found>
void object_to(const peers::Adapter& peer, const Played& theirs, const Played& ours, Found found) {
  bool is_like_ours = true;
  for (const auto& rule : props::dialogue::rules) {
    if (rule.judge(theirs) != props::dialogue::Judgement::violated) continue;
    is_like_ours = false;
    if (!peers::is_known_bug(peer.name, rule.name, props::dialogue::kind_of(theirs)))
      found(Objection{rule.name, rule.claim, rule.clause.empty() ? "consistency" : rule.clause});
  }
  if (!is_like_ours) return;
  for (const auto& choice : props::dialogue::choices) {
    const std::string answer = choice.answer(theirs), our_answer = choice.answer(ours);
    if (answer.empty() || our_answer.empty() || answer == our_answer) continue;
    is_like_ours = false;
    if (!peers::is_known_choice(peer.name, choice.name, answer))
      found(Objection{choice.name, choice.question, "policy that is not declared"});
  }
  if (!is_like_ours || !is_plain(theirs) || !has_gone_alike(ours, theirs)) return;
  if (props::dialogue::reaction_in_words(theirs) != props::dialogue::reaction_in_words(ours) ||
      !is_told_alike(ours, theirs))
    found(Objection{"outcome", "where nothing is left open, it comes to the same", "consistency"});
}

/// Says on standard error who says what, and aborts.
[[noreturn]] inline void fail(const peers::Adapter& peer, const Objection& objection,
                              const Played& theirs, const Played& ours) {
  std::string words = "BROKEN PROPERTY Dialogue." + peer.name + "." + std::string(objection.name) +
                      "\n  claim      " + std::string(objection.claim) + "\n  clause     " +
                      std::string(objection.clause) + "\n  kind       " +
                      std::string(props::dialogue::kind_of(theirs)) + '\n';
  for (const auto& line : props::dialogue::story(theirs)) words += "  " + line + '\n';
  words += "  said by    " + peer.name + ' ' + peer.version + ": " +
           props::dialogue::outcome(theirs) + "\n  and by us  " + props::dialogue::outcome(ours) +
           '\n';
  for (const auto& choice : props::dialogue::choices)
    if (choice.name == objection.name)
      words += "  choice     " + choice.answer(theirs) + "; ours: " + choice.answer(ours) + '\n';
  std::fwrite(words.data(), 1, words.size(), stderr);
  std::abort();
}

/// Whether a frame announces more than `peer` is to be told to expect.
inline bool announces_too_much(const Played& ours, std::string_view peer) {
  return std::ranges::any_of(ours.received, [peer](const auto& received) {
    return received.frame.announced_size > peers::most_announced_to(peer);
  });
}

/// Has every peer that is linked in play the dialogue. One whose version is not known is left out:
/// what it is known to break would be all that is found.
inline void check_peers(const props::shapes::Dialogue& dialogue) {
  const Played ours(dialogue);
  for (const auto& peer : peers::adapters().subspan(1)) {
    if (!peers::is_known(peer.name, peer.version) || announces_too_much(ours, peer.name)) continue;
    const Played theirs = Played::of(dialogue, peer.make);
    object_to(peer, theirs, ours,
              [&](const Objection& objection) { fail(peer, objection, theirs, ours); });
  }
}

}  // namespace closeframe::fuzz
