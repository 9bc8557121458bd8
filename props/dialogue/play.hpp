// SPDX-License-Identifier: Apache-2.0
// Plays a dialogue with an endpoint.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "dialogue/endpoint.hpp"
#include "reference/frame_stream.hpp"
#include "shapes/dialogue.hpp"

namespace closeframe::props::dialogue {

/// A frame of ours to an endpoint in this role: masked where that is a server.
inline Bytes our_frame(Role role, std::uint8_t first, Input payload) {
  constexpr std::array<std::uint8_t, 4> key{0x37, 0xFA, 0x21, 0x3D};
  const auto mask = static_cast<std::uint8_t>(role == Role::server ? 0x80 : 0);
  Bytes frame;
  frame.reserve(8 + payload.size());
  frame.push_back(first);
  if (payload.size() <= 125) {
    frame.push_back(static_cast<std::uint8_t>(mask | payload.size()));
  } else {
    frame.push_back(static_cast<std::uint8_t>(mask | 126));
    frame.push_back(static_cast<std::uint8_t>(payload.size() >> 8));
    frame.push_back(static_cast<std::uint8_t>(payload.size() & 0xFF));
  }
  if (mask != 0) frame.insert(frame.end(), key.begin(), key.end());
  const auto header_size = frame.size();
  frame.insert(frame.end(), payload.begin(), payload.end());
  for (std::size_t i = 0; mask != 0 && i < payload.size(); ++i)
    frame[header_size + i] ^= key[i % 4];
  return frame;
}

/// What is to be done, step by step, without what only the endpoint can say.
inline std::vector<Event> events_of(const shapes::Dialogue& dialogue, bool is_whole) {
  std::vector<Event> events;
  for (Input script = dialogue.script; !script.empty();) {
    const Step step = take_step(script);
    Event event;
    using enum Step::Kind;
    if (step.kind == application_closes) {
      event.kind = Event::Kind::application_asked;
      event.code = step.code;
      event.reason.assign(step.reason.begin(), step.reason.end());
    } else if (step.kind == transport_ends) {
      event.kind = Event::Kind::transport_ended;
    } else {
      event.kind = Event::Kind::bytes_arrived;
      event.bytes = step.kind == message_arrives
                        ? our_frame(dialogue.role, 0x81, Bytes(step.message_size, 'a'))
                        : Bytes(step.bytes.begin(), step.bytes.end());
      if (event.bytes.empty()) continue;
      if (is_whole && !events.empty() && events.back().kind == Event::Kind::bytes_arrived) {
        events.back().bytes.insert(events.back().bytes.end(), event.bytes.begin(),
                                   event.bytes.end());
        continue;
      }
    }
    events.push_back(std::move(event));
  }
  return events;
}

/// All that arrived.
inline Bytes bytes_of(const std::vector<Event>& events) {
  Bytes all;
  for (const Event& event : events) all.insert(all.end(), event.bytes.begin(), event.bytes.end());
  return all;
}

/// What there is for an endpoint to do about the frames that arrived.
struct Standing {
  bool is_decided = false;  ///< a close or a fault among them, that is whole
  bool may_begin = true;    ///< a frame, next
};

inline Standing standing_of(const std::vector<Event>& events, Role role) {
  Standing standing;
  for (const auto& arrival : reference::StreamReader(role == Role::server).read(bytes_of(events))) {
    using enum reference::Meaning;
    standing.may_begin = arrival.frame.is_whole;
    standing.is_decided = standing.is_decided || arrival.meaning == close ||
                          arrival.meaning == fault || arrival.meaning == disputed;
  }
  return standing;
}

/// Plays a dialogue to its end with an endpoint in the dialogue's role. `is_whole`: what arrives
/// without anything happening between arrives in one piece. A dialogue whose script does not end
/// the transport is brought to its end: where no close and no fault of ours has arrived and a frame
/// may begin, a close of ours with 1000 arrives; then the transport ends.
inline Transcript play(const shapes::Dialogue& dialogue, Endpoint& endpoint,
                       bool is_whole = false) {
  Transcript transcript;
  transcript.role = dialogue.role;
  transcript.events = events_of(dialogue, is_whole);
  auto& events = transcript.events;
  Standing standing = standing_of(events, dialogue.role);
  const auto add_ours = [&events](Event::Kind kind, Bytes bytes) {
    Event event;
    event.kind = kind;
    event.bytes = std::move(bytes);
    event.is_ours = true;
    events.push_back(std::move(event));
  };
  using enum Event::Kind;
  if (events.empty() || events.back().kind != transport_ended) {
    if (!standing.is_decided && standing.may_begin) {
      add_ours(bytes_arrived, our_frame(dialogue.role, 0x88, Bytes{0x03, 0xE8}));
      standing.is_decided = true;
    }
    add_ours(transport_ended, {});
  }
  bool owes = standing.is_decided;
  for (Event& event : events) {
    if (event.kind == bytes_arrived) endpoint.arrive(event.bytes);
    if (event.kind == application_asked) event.answer = endpoint.close(event.code, event.reason);
    owes = owes || event.answer == Answer::done;
    if (event.kind == transport_ended) endpoint.end(owes);
  }
  transcript.seen = endpoint.seen();
  return transcript;
}

}  // namespace closeframe::props::dialogue
