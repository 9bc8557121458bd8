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

/// Of a frame with several faults another one may be seen first: that something was wrong is all
/// that two ways have to agree on.
inline bool is_about_a_fault(const Played& played) {
  return decisive(played) != nullptr && decisive(played)->meaning != Meaning::close;
}

inline std::vector<CloseSaid> closes_in(const Transcript& transcript, bool is_about_a_fault) {
  std::vector<CloseSaid> closes;
  for (const RawFrame& frame : reference::read_frames(transcript.seen.sent)) {
    if (!is_close(frame)) continue;
    const CloseSaid said = said_in(frame.payload);
    const bool is_alike = is_about_a_fault && says_that_it_fails(said.code);
    closes.push_back(is_alike ? CloseSaid{true, 1002, ""} : said);
  }
  return closes;
}

/// Whether one says that it fails, and the other ends the transport: a close can be lost with a
/// connection that is reset.
inline bool are_rejections(const std::vector<CloseSaid>& some,
                           const std::vector<CloseSaid>& others) {
  const std::vector<CloseSaid> failing{{true, 1002, ""}};
  return (some.empty() && others == failing) || (some == failing && others.empty());
}

inline std::vector<Told> told_in(const Transcript& transcript, bool is_about_a_fault) {
  std::vector<Told> all = transcript.seen.told;
  for (Told& told : all)
    if (is_about_a_fault && says_that_it_fails(told.code.value_or(0)))
      told = {1002, "", told.clean};
  return all;
}

inline Judgement splits_change_no_close(const Played& played) {
  if (!has_one_meaning(played)) return Judgement::excused;
  if (goes_on(played) != goes_on(*played.whole)) return Judgement::violated;
  const bool is_alike = is_about_a_fault(played);
  const auto split = closes_in(played.transcript, is_alike);
  const auto whole = closes_in(*played.whole, is_alike);
  return judge_where(true, split == whole || (is_alike && are_rejections(split, whole)));
}
RULE(splits_change_no_close, Level::consistent, "",
     "TCP is a stream: it splits what it carries wherever it likes",
     "what is sent does not depend on how the bytes were split");

inline Judgement splits_change_nothing_told(const Played& played) {
  if (!has_one_meaning(played) || goes_on(played) || goes_on(*played.whole))
    return Judgement::excused;
  const bool is_alike = is_about_a_fault(played);
  return judge_where(!played.transcript.seen.told.empty() || !played.whole->seen.told.empty(),
                     told_in(played.transcript, is_alike) == told_in(*played.whole, is_alike));
}
RULE(splits_change_nothing_told, Level::consistent, "",
     "TCP is a stream: it splits what it carries wherever it likes",
     "what an application is told does not depend on how the bytes were split");

}  // namespace closeframe::props::dialogue::whatever_happens
