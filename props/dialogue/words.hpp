// SPDX-License-Identifier: Apache-2.0
// A dialogue in words, its kind, and what it came to.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dialogue/facts.hpp"
#include "reference/close_frame.hpp"

namespace closeframe::props::dialogue {

/// What was done about what arrived, in a few words.
inline std::string reaction_in_words(const Played& played) {
  const Seen& seen = played.transcript.seen;
  if (seen.fate == Fate::hung) return "hangs";
  if (seen.fate == Fate::crashed) return "crashes";
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

/// Two digits a byte.
inline std::string hex_of(Input bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 0xF];
  }
  return text;
}

inline std::string in_words(const Event& event) {
  std::string line = event.is_ours ? "at the end, " : "";
  if (event.kind == Event::Kind::transport_ended) return line + "the transport ends";
  if (event.kind == Event::Kind::bytes_arrived)
    return line + std::to_string(event.bytes.size()) + " bytes arrive: " + hex_of(event.bytes);
  line += "the application closes";
  if (event.code) line += " with " + std::to_string(*event.code);
  if (!event.reason.empty())
    line += " and the reason " + hex_of(Bytes(event.reason.begin(), event.reason.end()));
  return line;
}

/// A frame that was sent. The masking key is left out, which is another one each time.
inline std::string in_words(const RawFrame& frame) {
  if (!frame.has_length) return "half a header is sent";
  std::string line = frame.opcode == 0    ? "a continuation"
                     : frame.opcode == 1  ? "a text"
                     : frame.opcode == 2  ? "a binary message"
                     : frame.opcode == 8  ? "a close"
                     : frame.opcode == 9  ? "a ping"
                     : frame.opcode == 10 ? "a pong"
                                          : "a frame with opcode " + std::to_string(frame.opcode);
  line += frame.is_masked ? " is sent, masked" : " is sent";
  if (!frame.fin) line += ", not the last fragment";
  if (frame.reserved != 0) line += ", with reserved bits";
  if (!frame.is_shortest) line += ", its length longer than need be";
  line += frame.payload.empty() ? ", empty" : ": " + hex_of(frame.payload);
  if (!frame.is_whole) line += ", of " + std::to_string(frame.announced_size) + " bytes announced";
  return line;
}

inline std::string role_in_words(Role role) {
  return role == Role::server ? "what happens to a server:" : "what happens to a client:";
}

/// The script of a dialogue, a line a step.
inline std::vector<std::string> script_in_words(const shapes::Dialogue& dialogue) {
  std::vector<std::string> lines{role_in_words(dialogue.role)};
  for (const Event& event : events_of(dialogue, false)) lines.push_back(in_words(event));
  return lines;
}

/// The dialogue, a line a step, and what was seen.
inline std::vector<std::string> story(const Played& played) {
  std::vector<std::string> lines{role_in_words(played.role)};
  for (const Event& event : played.transcript.events) {
    std::string line = in_words(event);
    if (event.kind == Event::Kind::application_asked)
      line += event.answer == Answer::done      ? ": done"
              : event.answer == Answer::refused ? ": refused"
                                                : ": not known whether done";
    lines.push_back(line);
  }
  for (const RawFrame& frame : played.sent) lines.push_back(in_words(frame));
  lines.push_back(outcome(played));
  return lines;
}

}  // namespace closeframe::props::dialogue
