// SPDX-License-Identifier: Apache-2.0
// What is true of an endpoint whatever happens to it, and however that was split.
#pragma once

#include <vector>

#include "dialogue/facts.hpp"
#include "dialogue/rule.hpp"

namespace closeframe::props::dialogue::whatever_happens {

template <int line>
inline constexpr Rule row{};

inline Judgement survives(const Played& played) {
  const bool survives_whole = !played.whole || played.whole->seen.fate == Fate::lived;
  return judge_where(true, has_lived(played) && survives_whole);
}
RULE(survives, Level::consistent, "", "a peer must not be able to take a program down",
     "no endpoint crashes or hangs");

inline Judgement what_is_begun_comes_to_an_end(const Played& played) {
  const auto& open_count = played.transcript.seen.open_operation_count;
  return judge_where(open_count.has_value() && has_lived(played), open_count == 0u);
}
RULE(what_is_begun_comes_to_an_end, Level::consistent, "",
     "the transport is gone: nothing can complete an operation later",
     "every operation that an application began is over when the transport is");

/// Whether both ways to split are judged alike: nothing in it that endpoints may see early or late,
/// and nothing behind the end, of which some read on.
inline bool has_one_meaning(const Played& played) {
  if (!played.whole || !has_lived(played) || played.whole->seen.fate != Fate::lived) return false;
  const Received* first = decisive(played);
  return first == nullptr || (first->meaning != Meaning::unjudged && !is_followed(played, *first));
}

inline std::vector<CloseSaid> closes_in(const std::vector<RawFrame>& frames) {
  std::vector<CloseSaid> closes;
  for (const RawFrame& frame : frames)
    if (is_close(frame)) closes.push_back(said_in(frame.payload));
  return closes;
}

/// Whether a fault is rejected in both ways, be it by a close or by the end of the transport: which
/// of two faults is seen first may lie in the pieces, and a close can be lost with a connection.
inline bool are_rejections(const Played& played, const std::vector<CloseSaid>& some,
                           const std::vector<CloseSaid>& others) {
  const auto rejects = [](const std::vector<CloseSaid>& closes) {
    return closes.empty() || (closes.size() == 1 && says_that_it_fails(closes.front().code));
  };
  return decisive(played, Meaning::fault) != nullptr && rejects(some) && rejects(others);
}

inline Judgement splits_change_no_close(const Played& played) {
  if (!has_one_meaning(played)) return Judgement::excused;
  const auto split = closes_in(played.sent);
  const auto whole = closes_in(reference::read_frames(played.whole->seen.sent));
  return judge_where(true, split == whole || are_rejections(played, split, whole));
}
RULE(splits_change_no_close, Level::consistent, "",
     "TCP is a stream: it splits what it carries wherever it likes",
     "what is sent does not depend on how the bytes were split");

inline Judgement splits_change_nothing_told(const Played& played) {
  if (!has_one_meaning(played)) return Judgement::excused;
  return judge_where(!played.transcript.seen.told.empty() || !played.whole->seen.told.empty(),
                     played.transcript.seen.told == played.whole->seen.told);
}
RULE(splits_change_nothing_told, Level::consistent, "",
     "TCP is a stream: it splits what it carries wherever it likes",
     "what an application is told does not depend on how the bytes were split");

}  // namespace closeframe::props::dialogue::whatever_happens
