// SPDX-License-Identifier: Apache-2.0
// What an endpoint owes to a good close, and to a connection in which nothing is wrong.
#pragma once

#include "dialogue/facts.hpp"
#include "dialogue/rule.hpp"

namespace closeframe::props::dialogue::answers {

template <int line>
inline constexpr Rule row{};

/// A good close that arrived before the application wished for anything; null where none did.
inline const Received* close_to_answer(const Played& played) {
  const Received* close = decisive(played, Meaning::close);
  if (close == nullptr || !has_lived(played)) return nullptr;
  return first_wish(played, close->event) == nullptr ? close : nullptr;
}

inline Judgement answers_a_close(const Played& played) {
  return judge_where(close_to_answer(played) != nullptr, close_sent(played) != nullptr);
}
RULE(
    answers_a_close, Level::must, "RFC 6455 §5.5.1",
    "If an endpoint receives a Close frame and did not previously send a Close frame, the endpoint "
    "MUST send a Close frame in response",
    "a good close is answered with a close");

/// Whether it calls its peer's frames wrong, on the wire or to its application, by a number that
/// nobody else has used.
inline bool blames(const Played& played, unsigned received_code) {
  const auto is_blame = [&](unsigned code) {
    return (code == 1002 || code == 1007) && code != received_code;
  };
  if (const RawFrame* close = close_sent(played))
    if (is_blame(said_in(close->payload).code)) return true;
  return std::ranges::any_of(played.transcript.seen.told,
                             [&](const Told& told) { return told.code && is_blame(*told.code); });
}

inline Judgement accepts_a_good_close(const Played& played) {
  const Received* close = close_to_answer(played);
  if (close == nullptr || is_followed(played, *close) || has_wish(played))
    return Judgement::excused;
  return judge_where(true, !blames(played, close->code));
}
RULE(accepts_a_good_close, Level::must, "RFC 6455 §5.5.1, §7.4",
     "The Close frame MAY contain a body [...] that indicates a reason for closing",
     "a good close is not called a mistake, by 1002 or 1007");

inline Judgement finds_no_fault_where_there_is_none(const Played& played) {
  const bool is_business = decisive(played) == nullptr && !has_wish(played) && has_lived(played) &&
                           !played.received.empty() && played.received.back().frame.is_whole;
  return judge_where(is_business, !blames(played, 0));
}
RULE(finds_no_fault_where_there_is_none, Level::consistent, "", "nothing was wrong",
     "good frames are not called a mistake, by 1002 or 1007");

inline Judgement stays_open_without_a_cause(const Played& played) {
  const auto& has_ended = played.transcript.seen.has_ended;
  const bool is_business =
      decisive(played) == nullptr && !has_wish(played) && has_lived(played) && has_ended;
  return judge_where(is_business, has_ended == false);
}
RULE(stays_open_without_a_cause, Level::consistent, "",
     "neither side had asked for the end, and nothing was wrong",
     "the transport is not ended where there is no cause");

inline Judgement server_ends_the_transport(const Played& played) {
  const bool is_business = played.role == Role::server && has_lived(played) &&
                           decisive(played, Meaning::close) != nullptr &&
                           close_sent(played) != nullptr && played.transcript.seen.has_ended;
  return judge_where(is_business, played.transcript.seen.has_ended == true);
}
RULE(server_ends_the_transport, Level::must, "RFC 6455 §5.5.1",
     "The server MUST close the underlying TCP connection immediately",
     "a server ends the transport once both closes were exchanged");

inline Judgement answers_with_a_code_that_exists(const Played& played) {
  const RawFrame* close = close_sent(played);
  if (close == nullptr || !close->is_whole || has_wish(played)) return Judgement::excused;
  const CloseSaid said = said_in(close->payload);
  return judge_where(said.has_code, said.code >= 1000);
}
RULE(answers_with_a_code_that_exists, Level::consistent, "RFC 6455 §7.4.2",
     "Status codes in the range 0-999 are not used",
     "a close that no application asked for does not carry 0 to 999");

}  // namespace closeframe::props::dialogue::answers
