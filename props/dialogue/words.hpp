// SPDX-License-Identifier: Apache-2.0
// A dialogue in words, its kind, and what it came to.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialogue/facts.hpp"
#include "reference/close_frame.hpp"
#include "shapes/words.hpp"

// Not counted as code to be covered: whoever fuzzes comes here once, to abort.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)
#endif

namespace closeframe::props::dialogue {

/// What was done about what arrived, in a few words.
inline std::string reaction_in_words(const Played& played) {
  const Seen& seen = played.transcript.seen;
  if (seen.fate == Fate::hung) return "hangs";
  if (seen.fate == Fate::crashed) return "crashes";
  if (goes_on(played)) return "goes on as if nothing were wrong";
  const RawFrame* close = close_sent(played);
  if (close == nullptr)
    return seen.has_ended == true ? "ends the transport without a close" : "sends no close";
  const CloseSaid said = said_in(close->payload);
  if (!said.has_code)
    return close->payload.empty() ? "closes without a code" : "closes with half a code";
  return "closes with " + std::to_string(said.code);
}

/// What it came to: two endpoints of which this is the same behave alike.
inline std::string outcome(const Played& played) {
  std::string words = reaction_in_words(played);
  for (const Told& told : played.transcript.seen.told) {
    if (told.code) words += "; told " + std::to_string(*told.code);
    if (told.clean) words += *told.clean ? ", clean" : ", not clean";
  }
  return words;
}

/// The kind of input that a dialogue is: counterexamples of one rule are kept one a kind.
inline std::string_view kind_of(const Played& played) {
  const Received* first = decisive(played);
  const bool has_wish =
      first_wish(played, first != nullptr ? first->event : played.transcript.events.size()) !=
      nullptr;
  if (first == nullptr) return has_wish ? "asked to close, no answer" : "no close arrives";
  switch (first->meaning) {
    case Meaning::close:
      if (has_wish) return "asked to close, answered";
      return first->has_code ? "a close with a code" : "a close without a code";
    case Meaning::disputed:
      return has_wish ? "asked to close, a disputed close" : "a disputed close";
    case Meaning::fault:
      return has_wish ? "asked to close, then a fault" : reference::to_string(first->fault);
    default: return "not judged";
  }
}

/// Two digits a byte, and nothing between.
inline std::string hex_of(Input bytes) {
  std::string text = bytes.empty() ? "" : hex(bytes);
  std::erase(text, ' ');
  return text;
}

/// A frame, or as much of it as there is.
inline std::string in_words(const RawFrame& frame) {
  if (!frame.has_header) return "the beginning of a header";
  const CloseSaid said = said_in(frame.payload);
  std::string text = frame.opcode == 0    ? "a continuation"
                     : frame.opcode == 1  ? "a text"
                     : frame.opcode == 2  ? "a binary message"
                     : frame.opcode == 8  ? "a close"
                     : frame.opcode == 9  ? "a ping"
                     : frame.opcode == 10 ? "a pong"
                                          : "a frame with opcode " + std::to_string(frame.opcode);
  if (!is_close(frame))
    text += " of " + bytes_count(frame.payload.size());
  else if (!said.has_code)
    text += frame.payload.empty() ? " without a code" : " with half a code";
  else
    text += " with " + std::to_string(said.code) +
            (said.reason.empty() ? "" : " and the reason " + props::quoted(said.reason));
  if (!frame.fin) text += ", without FIN";
  if (frame.reserved != 0) text += ", with reserved bits";
  if (frame.is_masked) text += ", masked";
  if (!frame.is_shortest) text += ", its length not in the shortest form";
  if (!frame.is_whole) text += ", of " + std::to_string(frame.announced_size) + " bytes announced";
  return text;
}

inline std::string in_words(const Event& event) {
  const std::string when = event.is_ours ? "at the end " : "";
  if (event.kind == Event::Kind::transport_ended) return when + "the transport ends";
  if (event.kind == Event::Kind::bytes_arrived) {
    constexpr std::size_t most = 160;  // bytes: more than any close has
    const bool is_long = event.bytes.size() > most;
    return when + bytes_count(event.bytes.size()) +
           (event.bytes.size() == 1 ? " arrives: " : " arrive: ") +
           hex(is_long ? Input(event.bytes).first(24) : Input(event.bytes)) +
           (is_long ? " and so on" : "");
  }
  if (!event.code) return "the application closes without a code";
  return "the application closes with " + std::to_string(*event.code) +
         (event.reason.empty() ? "" : " and the reason " + props::quoted(event.reason));
}

inline std::string in_words(const Told& told) {
  std::string text = "the application is told that it is over";
  if (told.code) text += ", code " + std::to_string(*told.code);
  if (told.reason) text += ", reason " + props::quoted(*told.reason);
  if (told.clean) text += *told.clean ? ", cleanly" : ", not cleanly";
  return text;
}

inline std::string answer_in_words(Answer answer) {
  return answer == Answer::done      ? ": done"
         : answer == Answer::refused ? ": refused"
         : answer == Answer::unheard ? ": no word comes of it"
                                     : ": cannot be asked";
}

inline std::string role_in_words(Role role) {
  return role == Role::server ? "what happens to a server" : "what happens to a client";
}

/// The script of a dialogue, a line a step.
inline std::vector<std::string> script_in_words(const shapes::Dialogue& dialogue) {
  std::vector<std::string> lines{role_in_words(dialogue.role)};
  for (const Event& event : events_of(dialogue, false)) lines.push_back(in_words(event));
  return lines;
}

/// The dialogue, a line a step, with the frames that come to an end in each; and what was seen.
inline std::vector<std::string> story(const Played& played) {
  const Seen& seen = played.transcript.seen;
  std::vector<std::string> lines{role_in_words(played.role)};
  std::size_t arrived_size = 0, next = 0;
  bool is_to_be_asked = played.transcript.is_asked;
  for (const Event& event : played.transcript.events) {
    if (event.is_ours && std::exchange(is_to_be_asked, false))
      lines.push_back("nothing comes of it, so it is asked whether it goes on");
    lines.push_back(in_words(event));
    if (event.kind == Event::Kind::application_asked) lines.back() += answer_in_words(event.answer);
    arrived_size += event.bytes.size();
    for (; next < played.received.size(); ++next) {
      const RawFrame& frame = played.received[next].frame;
      if (frame.end > arrived_size) break;
      lines.push_back("  which is " + in_words(frame));
    }
  }
  for (const RawFrame& frame : played.sent) lines.push_back("it sends " + in_words(frame));
  if (goes_on(played)) lines.push_back("which says that it goes on as if nothing were wrong");
  // Of a client that may be a race, and two runs are to tell the same.
  if (played.role == Role::server && seen.has_ended == true)
    lines.push_back("it ends the transport");
  for (const Told& told : seen.told) lines.push_back(in_words(told));
  if (!has_lived(played)) lines.push_back(seen.fate == Fate::hung ? "it hangs" : "it crashes");
  if (played.sent.empty() && has_lived(played)) lines.push_back("it sends nothing");
  return lines;
}

}  // namespace closeframe::props::dialogue

#ifdef __clang__
#pragma clang attribute pop
#endif
