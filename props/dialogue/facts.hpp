// SPDX-License-Identifier: Apache-2.0
// What rules ask of a dialogue that was played.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialogue/case.hpp"
#include "dialogue/question.hpp"
#include "dialogue/rule.hpp"
#include "reference/frame_stream.hpp"

namespace closeframe::props::dialogue {

using Played = Case<shapes::Dialogue>;
using reference::Fault;
using reference::Meaning;
using reference::RawFrame;

inline bool has_lived(const Played& played) { return played.transcript.seen.fate == Fate::lived; }

/// The first frame that arrived and does not leave the connection as it is; null where none does.
inline const Received* decisive(const Played& played) {
  for (const Received& received : played.received)
    if (received.meaning != Meaning::nothing) return &received;
  return nullptr;
}

/// The first frame that is no good news, where that is of this meaning; null where it is not.
inline const Received* decisive(const Played& played, Meaning meaning) {
  const Received* first = decisive(played);
  return first != nullptr && first->meaning == meaning ? first : nullptr;
}

/// Whether it takes a fault for nothing: it answers what is asked behind it.
inline bool goes_on(const Played& played) { return goes_on(played.transcript); }

inline bool is_ours(const Played& played, const Received& received) {
  return played.transcript.events[received.event].is_ours;
}

/// Whether anything of the script arrives behind the end of a frame.
inline bool is_followed(const Played& played, const Received& received) {
  return std::ranges::any_of(played.received, [&](const Received& other) {
    return &other > &received && !is_ours(played, other);
  });
}

/// Whether the application asked for a close and was not refused.
inline bool is_wish(const Event& event) {
  return event.kind == Event::Kind::application_asked && event.answer != Answer::refused &&
         event.answer != Answer::unknown;
}

/// The first wish of the application before event `end`; null where there is none.
inline const Event* first_wish(const Played& played, std::size_t end) {
  const auto& events = played.transcript.events;
  for (std::size_t i = 0; i < std::min(end, events.size()); ++i)
    if (is_wish(events[i])) return &events[i];
  return nullptr;
}

inline const Event* first_wish(const Played& played) {
  return first_wish(played, played.transcript.events.size());
}

/// The same of the wishes after event `begin`.
inline const Event* first_wish_after(const Played& played, std::size_t begin) {
  const auto& events = played.transcript.events;
  for (std::size_t i = begin + 1; i < events.size(); ++i)
    if (is_wish(events[i])) return &events[i];
  return nullptr;
}

inline bool has_wish(const Played& played) { return first_wish(played) != nullptr; }

/// What the body of a close says.
struct CloseSaid {
  bool has_code = false;
  unsigned code = 0;
  std::string reason;  ///< bytes

  friend bool operator==(const CloseSaid&, const CloseSaid&) = default;
};

inline CloseSaid said_in(const std::vector<std::uint8_t>& body) {
  if (body.size() < 2) return {};
  return {true, body[0] * 256u + body[1], {body.begin() + 2, body.end()}};
}

/// Whether a code that turns up again can only be that one come back: endpoints use the others of
/// their own accord, or tell them of endings of any kind.
constexpr bool is_telltale(unsigned code) {
  return !(code <= 0 || (code >= 1000 && code <= 1015)) || code == 1001 || code == 1004 ||
         (code >= 1012 && code <= 1014);
}

/// Whether a code says that something was wrong.
constexpr bool says_that_it_fails(unsigned code) {
  return code == 1002 || code == 1003 || (code >= 1007 && code <= 1011);
}

inline bool is_close(const RawFrame& frame) { return frame.opcode == 8; }

/// The first close that was sent, whole or not; null where none was.
inline const RawFrame* close_sent(const std::vector<RawFrame>& frames) {
  const auto found = std::ranges::find_if(frames, is_close);
  return found == frames.end() ? nullptr : &*found;
}

inline const RawFrame* close_sent(const Played& played) { return close_sent(played.sent); }

/// Whether `holds` says so of every frame that was sent and that `concerns`; excused where there is
/// none.
template <class Concerns, class Holds>
Judgement judge_frames(const Played& played, Concerns concerns, Holds holds) {
  bool is_business = false;
  for (const RawFrame& frame : played.sent) {
    if (!concerns(frame)) continue;
    is_business = true;
    if (!holds(frame)) return Judgement::violated;
  }
  return judge_where(is_business, true);
}

}  // namespace closeframe::props::dialogue
