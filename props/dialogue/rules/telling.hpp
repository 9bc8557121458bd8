// SPDX-License-Identifier: Apache-2.0
// What an application is told of the end of its connection is what happened. Where it is told no
// code, or 0, it is told nothing of codes.
#pragma once

#include "dialogue/facts.hpp"
#include "dialogue/rule.hpp"

namespace closeframe::props::dialogue::telling {

template <int line>
inline constexpr Rule row{};

/// Whether `holds` says so of all that was told and that `concerns`; excused where there is none.
template <class Concerns, class Holds>
Judgement judge_told(const Played& played, Concerns concerns, Holds holds) {
  bool is_business = false;
  for (const Told& told : played.transcript.seen.told) {
    if (!concerns(told)) continue;
    is_business = true;
    if (!holds(told)) return Judgement::violated;
  }
  return judge_where(is_business, true);
}

inline bool has_code(const Told& told) { return told.code && *told.code != 0; }

inline Judgement tells_once(const Played& played) {
  const auto& told = played.transcript.seen.told;
  return judge_where(!told.empty(), told.size() == 1);
}
RULE(tells_once, Level::consistent, "", "a connection ends once",
     "an application is told once that its connection is over");

/// Whether it may have hung up after its own close, before ours came.
inline bool may_have_hung_up(const Played& played, const Received& close) {
  return played.transcript.seen.has_ended != false && first_wish(played, close.event) != nullptr;
}

/// Whether what is told may come of what arrived behind the close, which not all discard.
inline bool may_come_later(const Played& played, const Received& close, unsigned code) {
  return is_followed(played, close) &&
         std::ranges::none_of(played.received, [&](const Received& other) {
           return &other > &close && other.has_code && other.code == code && is_telltale(code);
         });
}

inline Judgement judge_code_told(const Played& played, const Received& close, unsigned expected) {
  return judge_told(
      played,
      [&](const Told& told) {
        if (!has_code(told)) return false;
        if (*told.code == 1006 && may_have_hung_up(played, close)) return false;
        return *told.code == expected || !may_come_later(played, close, *told.code);
      },
      [&](const Told& told) { return *told.code == expected; });
}

inline Judgement tells_the_code_received(const Played& played) {
  const Received* close = decisive(played, Meaning::close);
  if (close == nullptr || !close->has_code || !has_lived(played)) return Judgement::excused;
  return judge_code_told(played, *close, close->code);
}
RULE(tells_the_code_received, Level::must, "RFC 6455 §7.1.5",
     "_The WebSocket Connection Close Code_ is defined as the status code contained in the first "
     "Close control frame received",
     "an application is told the code of the first close that was received");

/// What is told of no code is a choice, but for what says the opposite of a good close, and for the
/// code of another close.
inline Judgement tells_no_code_where_none_was_received(const Played& played) {
  const Received* close = decisive(played, Meaning::close);
  if (close == nullptr || close->has_code || !has_lived(played)) return Judgement::excused;
  const auto is_of_another = [&](unsigned code) {
    return std::ranges::any_of(played.received, [&](const Received& other) {
      return &other > close && other.has_code && other.code == code && is_telltale(code);
    });
  };
  return judge_told(
      played,
      [&](const Told& told) {
        return has_code(told) && !(*told.code == 1006 && may_have_hung_up(played, *close)) &&
               (is_of_another(*told.code) || !is_followed(played, *close));
      },
      [&](const Told& told) {
        const unsigned code = *told.code;
        return code != 1002 && code != 1006 && code != 1007 && !is_of_another(code);
      });
}
RULE(tells_no_code_where_none_was_received, Level::must, "RFC 6455 §7.1.5",
     "If this Close control frame contains no status code, _The WebSocket Connection Close Code_ "
     "is considered to be 1005",
     "of a close without a code an application is told neither a failure nor another close's code");

/// Texts with a NUL, or a byte order mark in front, do not pass every language whole.
inline bool passes_every_language(std::string_view reason) {
  return reason.find('\0') == reason.npos && !reason.starts_with("\xEF\xBB\xBF");
}

/// Where no reason came, some APIs describe the code instead.
inline Judgement tells_the_reason_received(const Played& played) {
  const Received* close = decisive(played, Meaning::close);
  if (close == nullptr || close->reason.empty() || is_followed(played, *close) ||
      !has_lived(played) || !passes_every_language(close->reason))
    return Judgement::excused;
  return judge_told(
      played, [&](const Told& told) { return told.reason && told.code == close->code; },
      [&](const Told& told) { return told.reason == close->reason; });
}
RULE(tells_the_reason_received, Level::must, "RFC 6455 §7.1.6",
     "_The WebSocket Connection Close Reason_ is defined as the UTF-8-encoded data following the "
     "status code [...] contained in the first Close control frame received",
     "an application is told the reason of the first close that was received");

/// Whether no close came, the transport is at its end, and nothing else was wrong.
inline bool is_abnormal(const Played& played) {
  return decisive(played) == nullptr && has_lived(played);
}

inline Judgement tells_1006_where_no_close_came(const Played& played) {
  if (!is_abnormal(played) || has_wish(played)) return Judgement::excused;
  const bool is_cut = !played.received.empty() && !played.received.back().frame.is_whole;
  return judge_told(
      played, [&](const Told& told) { return has_code(told) && !(is_cut && *told.code == 1002); },
      [](const Told& told) { return *told.code == 1006; });
}
RULE(tells_1006_where_no_close_came, Level::must, "RFC 6455 §7.1.5",
     "no Close control frame was received by the endpoint [...], _The WebSocket Connection Close "
     "Code_ is considered to be 1006",
     "where the transport ends without a close an application is told 1006, or no code");

inline Judgement tells_1006_where_its_close_is_not_answered(const Played& played) {
  if (!is_abnormal(played) || first_wish(played) == nullptr) return Judgement::excused;
  return judge_told(played, has_code, [](const Told& told) { return *told.code == 1006; });
}
RULE(tells_1006_where_its_close_is_not_answered, Level::must, "RFC 6455 §7.1.5",
     "no Close control frame was received by the endpoint [...], _The WebSocket Connection Close "
     "Code_ is considered to be 1006",
     "an application whose close was never answered is told 1006, or no code");

inline Judgement tells_clean_of_two_closes_only(const Played& played) {
  const bool is_exchanged = close_sent(played) != nullptr &&
                            std::ranges::any_of(played.received, [](const Received& received) {
                              return is_close(received.frame) && received.frame.is_whole;
                            });
  return judge_told(
      played, [](const Told& told) { return told.clean == true; },
      [&](const Told&) { return is_exchanged; });
}
RULE(tells_clean_of_two_closes_only, Level::must, "RFC 6455 §7.1.4",
     "If the TCP connection was closed after the WebSocket closing handshake was completed, the "
     "WebSocket connection is said to have been closed _cleanly_",
     "a connection is called clean only where a close was sent and one was received");

inline Judgement tells_clean_of_two_closes(const Played& played) {
  const Received* close = decisive(played, Meaning::close);
  const bool is_business = close != nullptr && has_lived(played) && close_sent(played) != nullptr &&
                           !is_followed(played, *close) && !may_have_hung_up(played, *close);
  if (!is_business) return Judgement::excused;
  return judge_told(
      played, [](const Told& told) { return told.clean.has_value(); },
      [](const Told& told) { return *told.clean; });
}
RULE(tells_clean_of_two_closes, Level::must, "RFC 6455 §7.1.4",
     "If the TCP connection was closed after the WebSocket closing handshake was completed, the "
     "WebSocket connection is said to have been closed _cleanly_",
     "a connection is called clean where a close was sent and a good one was received");

inline Judgement tells_nothing_from_behind_a_fault(const Played& played) {
  const Received* wrong = decisive(played, Meaning::fault);
  if (wrong == nullptr || has_wish(played) || !has_lived(played)) return Judgement::excused;
  const auto later = std::ranges::find_if(played.received, [&](const Received& received) {
    return &received > wrong && !is_ours(played, received) && is_close(received.frame) &&
           received.frame.is_whole && received.has_code && received.code != wrong->code &&
           is_telltale(received.code);
  });
  if (later == played.received.end()) return Judgement::excused;
  return judge_told(played, has_code, [&](const Told& told) { return *told.code != later->code; });
}
RULE(tells_nothing_from_behind_a_fault, Level::must, "RFC 6455 §7.1.7",
     "An endpoint MUST NOT continue to attempt to process data (including a responding Close "
     "frame) from the remote endpoint after being instructed to _Fail the WebSocket Connection_",
     "the code of a close that arrives behind a fault is not told");

}  // namespace closeframe::props::dialogue::telling
