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
#include "dialogue/question.hpp"
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
  bool may_ask = false;     ///< whether it goes on: there is a fault, and nobody else asks
  bool may_wait = false;    ///< for the rest of a frame, who takes a fault before it for nothing
};

inline Standing standing_of(const std::vector<Event>& events, Role role) {
  Standing standing;
  using enum reference::Meaning;
  auto first = nothing;
  bool is_ours_alone = true;
  for (const auto& arrival : reference::StreamReader(role == Role::server).read(bytes_of(events))) {
    standing.may_begin = arrival.frame.is_whole;
    standing.is_decided = standing.is_decided || arrival.meaning == close ||
                          arrival.meaning == fault || arrival.meaning == disputed;
    if (first == nothing) first = arrival.meaning;
    if (has_text_of_question(arrival.frame) || has_code_of_question(arrival.frame))
      is_ours_alone = false;
  }
  standing.may_ask = first == fault && standing.may_begin && is_ours_alone;
  standing.may_wait = first == fault && !standing.may_begin;
  return standing;
}

inline Event event_of_ours(Event::Kind kind, Bytes bytes = {}) {
  Event event;
  event.kind = kind;
  event.bytes = std::move(bytes);
  event.is_ours = true;
  return event;
}

/// Asks an endpoint of which nothing comes whether it goes on, before the last event. Whether it
/// does.
inline bool ask(Endpoint& endpoint, Transcript& transcript) {
  if (!is_silent(endpoint.so_far())) return false;
  transcript.is_asked = true;
  const Bytes text(text_of_question.begin(), text_of_question.end());
  const Bytes code{code_of_question >> 8, code_of_question & 0xFF};
  for (Bytes frame :
       {our_frame(transcript.role, 0x89, text), our_frame(transcript.role, 0x88, code)}) {
    endpoint.arrive(frame);
    transcript.events.insert(transcript.events.end() - 1,
                             event_of_ours(Event::Kind::bytes_arrived, std::move(frame)));
  }
  return is_answered(endpoint.so_far().sent);
}

inline void take_late_answers(Transcript& transcript) {
  std::size_t number = 0;
  for (Event& event : transcript.events) {
    if (event.kind != Event::Kind::application_asked) continue;
    const auto late = transcript.seen.late_answers.find(number++);
    if (late != transcript.seen.late_answers.end()) event.answer = late->second;
  }
}

/// Plays a dialogue to its end with an endpoint in the dialogue's role. `is_whole`: what arrives
/// without anything happening between arrives in one piece. A dialogue whose script does not end
/// the transport is brought to its end: where no close and no fault of ours has arrived and a frame
/// may begin, a close of ours with 1000 arrives; then the transport ends. Where nothing comes of a
/// fault, it is asked before that whether it goes on.
inline Transcript play(const shapes::Dialogue& dialogue, Endpoint& endpoint,
                       bool is_whole = false) {
  Transcript transcript;
  transcript.role = dialogue.role;
  transcript.events = events_of(dialogue, is_whole);
  auto& events = transcript.events;
  Standing standing = standing_of(events, dialogue.role);
  using enum Event::Kind;
  if (events.empty() || events.back().kind != transport_ended) {
    if (!standing.is_decided && standing.may_begin) {
      const Bytes close = our_frame(dialogue.role, 0x88, Bytes{0x03, 0xE8});
      events.push_back(event_of_ours(bytes_arrived, close));
      standing.is_decided = true;
    }
    events.push_back(event_of_ours(transport_ended));
  }
  bool owes = standing.is_decided && !standing.may_wait;
  for (Event& event : events) {
    if (event.kind == bytes_arrived) endpoint.arrive(event.bytes);
    if (event.kind == application_asked) event.answer = endpoint.close(event.code, event.reason);
    owes = owes || event.answer == Answer::done;
  }
  const bool goes_on = standing.may_ask && ask(endpoint, transcript);
  endpoint.end(owes && !goes_on);
  transcript.seen = endpoint.seen();
  take_late_answers(transcript);
  return transcript;
}

}  // namespace closeframe::props::dialogue
