// SPDX-License-Identifier: Apache-2.0
// Whether an endpoint goes on past a fault as if nothing had happened. Its silence does not say so,
// and would be a matter of time; what it answers to a question behind the fault does.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "dialogue/transcript.hpp"
#include "reference/frame_stream.hpp"

namespace closeframe::props::dialogue {

/// What our question carries, which is a ping and then a close: nobody else says either.
inline constexpr std::string_view text_of_question = "still there?";
inline constexpr std::uint16_t code_of_question = 4713;

inline bool has_text_of_question(const reference::RawFrame& frame) {
  return std::ranges::equal(frame.payload, text_of_question,
                            [](std::uint8_t byte, char letter) { return byte == letter; });
}

inline bool has_code_of_question(const reference::RawFrame& frame) {
  return frame.payload.size() >= 2 && frame.payload[0] * 256 + frame.payload[1] == code_of_question;
}

/// Whether our question is answered by what an endpoint sends: with the pong, before any close; or
/// with a close of our code. Another close is a late word about the fault.
inline bool is_answered(const Bytes& sent) {
  for (const auto& frame : reference::read_frames(sent)) {
    if (frame.opcode == 8) return has_code_of_question(frame);
    if (frame.opcode == 10 && frame.is_whole && has_text_of_question(frame)) return true;
  }
  return false;
}

/// Whether it has done nothing yet about what arrived.
inline bool is_silent(const Seen& seen) {
  return seen.fate == Fate::lived && seen.has_ended != true &&
         std::ranges::none_of(reference::read_frames(seen.sent),
                              [](const auto& frame) { return frame.opcode == 8; });
}

/// Whether it was asked, and answered.
inline bool goes_on(const Transcript& transcript) {
  return transcript.is_asked && is_answered(transcript.seen.sent);
}

}  // namespace closeframe::props::dialogue
