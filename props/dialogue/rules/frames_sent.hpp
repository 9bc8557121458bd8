// SPDX-License-Identifier: Apache-2.0
// What is true of every frame that an endpoint sends, whatever happened to it.
#pragma once

#include <cstddef>

#include "dialogue/facts.hpp"
#include "dialogue/rule.hpp"
#include "reference/utf8.hpp"

namespace closeframe::props::dialogue::frames_sent {

template <int line>
inline constexpr Rule row{};

inline bool has_length(const RawFrame& frame) { return frame.has_length; }
inline bool has_header(const RawFrame& frame) { return frame.has_header; }
inline bool is_whole_close(const RawFrame& frame) { return is_close(frame) && frame.is_whole; }

inline Judgement client_masks_every_frame(const Played& played) {
  if (played.role == Role::server) return Judgement::excused;
  return judge_frames(played, has_length, [](const RawFrame& frame) { return frame.is_masked; });
}
RULE(client_masks_every_frame, Level::must, "RFC 6455 §5.1",
     "a client MUST mask all frames that it sends to the server", "a client masks every frame");

inline Judgement server_masks_no_frame(const Played& played) {
  if (played.role == Role::client) return Judgement::excused;
  return judge_frames(played, has_length, [](const RawFrame& frame) { return !frame.is_masked; });
}
RULE(server_masks_no_frame, Level::must, "RFC 6455 §5.1",
     "A server MUST NOT mask any frames that it sends to the client", "a server masks no frame");

inline Judgement sends_no_reserved_bit(const Played& played) {
  return judge_frames(
      played, [](const RawFrame&) { return true; },
      [](const RawFrame& frame) { return frame.reserved == 0; });
}
RULE(sends_no_reserved_bit, Level::must, "RFC 6455 §5.2",
     "MUST be 0 unless an extension is negotiated that defines meanings for non-zero values",
     "no frame that is sent has a reserved bit");

inline Judgement sends_the_shortest_length(const Played& played) {
  return judge_frames(played, has_header, [](const RawFrame& frame) { return frame.is_shortest; });
}
RULE(sends_the_shortest_length, Level::must, "RFC 6455 §5.2",
     "in all cases, the minimal number of bytes MUST be used to encode the length",
     "the length of every frame that is sent has the shortest form");

inline Judgement sends_whole_closes(const Played& played) {
  return judge_frames(played, is_close, [](const RawFrame& frame) { return frame.is_whole; });
}
RULE(sends_whole_closes, Level::consistent, "", "a frame that says how long it is is that long",
     "a close that is sent is as long as it says");

inline Judgement sends_no_fragment_of_a_close(const Played& played) {
  return judge_frames(played, is_close, [](const RawFrame& frame) { return frame.fin; });
}
RULE(sends_no_fragment_of_a_close, Level::must, "RFC 6455 §5.5",
     "All control frames [...] MUST NOT be fragmented", "no close that is sent is fragmented");

inline Judgement sends_closes_of_125_bytes_at_most(const Played& played) {
  return judge_frames(
      played, [](const RawFrame& frame) { return is_close(frame) && frame.has_header; },
      [](const RawFrame& frame) { return frame.announced_size <= 125; });
}
RULE(sends_closes_of_125_bytes_at_most, Level::must, "RFC 6455 §5.5",
     "All control frames MUST have a payload length of 125 bytes or less",
     "the body of a close that is sent has 125 bytes at most");

inline Judgement sends_no_half_a_code(const Played& played) {
  return judge_frames(played, is_whole_close,
                      [](const RawFrame& frame) { return frame.payload.size() != 1; });
}
RULE(sends_no_half_a_code, Level::must, "RFC 6455 §5.5.1",
     "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned integer",
     "no close that is sent has a body of one byte");

inline Judgement sends_utf8(const Played& played) {
  return judge_frames(played, is_whole_close, [](const RawFrame& frame) {
    return reference::is_utf8(said_in(frame.payload).reason);
  });
}
RULE(sends_utf8, Level::must, "RFC 6455 §5.5.1",
     "Following the 2-byte integer, the body MAY contain UTF-8-encoded data",
     "the reason of every close that is sent is UTF-8");

inline Judgement sends_no_code_that_only_applications_are_told(const Played& played) {
  return judge_frames(played, is_whole_close, [](const RawFrame& frame) {
    const unsigned code = said_in(frame.payload).code;
    return code != 1005 && code != 1006 && code != 1015;
  });
}
RULE(sends_no_code_that_only_applications_are_told, Level::must, "RFC 6455 §7.4.1",
     "MUST NOT be set as a status code in a Close control frame by an endpoint",
     "1005, 1006 and 1015 are never sent");

inline Judgement sends_one_close_at_most(const Played& played) {
  return judge_where(close_sent(played) != nullptr,
                     std::ranges::count_if(played.sent, is_close) == 1);
}
RULE(sends_one_close_at_most, Level::consistent, "",
     "a close says that nothing follows it, and a second one follows it",
     "an endpoint sends one close at most");

inline Judgement sends_no_data_after_its_close(const Played& played) {
  const RawFrame* close = close_sent(played);
  if (close == nullptr) return Judgement::excused;
  for (const RawFrame& frame : played.sent)
    if (frame.begin > close->begin && frame.opcode <= 2) return Judgement::violated;
  return Judgement::holds;
}
RULE(sends_no_data_after_its_close, Level::must, "RFC 6455 §5.5.1",
     "The application MUST NOT send any more data frames after sending a Close frame",
     "no data frame follows a close that was sent");

}  // namespace closeframe::props::dialogue::frames_sent
