// SPDX-License-Identifier: Apache-2.0
// A dialogue that was played, and what the reference reads of it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "cases/case.hpp"
#include "dialogue/endpoint.hpp"
#include "dialogue/own_endpoint.hpp"
#include "dialogue/play.hpp"
#include "dialogue/transcript.hpp"
#include "reference/frame_stream.hpp"
#include "shapes/dialogue.hpp"

namespace closeframe::props {

namespace dialogue {

/// A frame that arrived, and the event in which it counts: that of its end, if it is good all
/// through; else that of its beginning, as it may be seen from there on.
struct Received : reference::Arrival {
  std::size_t event = 0;
};

inline std::vector<Received> received_in(const Transcript& transcript) {
  const Bytes stream = bytes_of(transcript.events);
  std::vector<Received> all;
  std::vector<std::size_t> ends;  // of each event, in the stream
  for (const Event& event : transcript.events)
    ends.push_back((ends.empty() ? 0 : ends.back()) + event.bytes.size());
  for (auto& arrival : reference::StreamReader(transcript.role == Role::server).read(stream)) {
    const bool is_good = arrival.meaning == reference::Meaning::nothing ||
                         arrival.meaning == reference::Meaning::close;
    const std::size_t byte = is_good ? arrival.frame.end - 1 : arrival.frame.begin;
    const auto event = std::ranges::upper_bound(ends, byte) - ends.begin();
    all.push_back({std::move(arrival), static_cast<std::size_t>(event)});
  }
  return all;
}

/// Whether bytes arrive twice with nothing happening between.
inline bool has_split(const Transcript& transcript) {
  const auto is_arrival = [](const Event& event) {
    return event.kind == Event::Kind::bytes_arrived && !event.is_ours;
  };
  const auto& events = transcript.events;
  for (std::size_t i = 1; i < events.size(); ++i)
    if (is_arrival(events[i - 1]) && is_arrival(events[i])) return true;
  return false;
}

}  // namespace dialogue

/// A dialogue as it went with an endpoint: with our own, where nobody says with which.
template <>
struct Case<shapes::Dialogue> : shapes::Dialogue {
  dialogue::Transcript transcript;            ///< as given
  std::optional<dialogue::Transcript> whole;  ///< adjacent arrivals joined, where there are such
  std::vector<dialogue::Received> received;   ///< every frame that arrived
  std::vector<reference::RawFrame> sent;      ///< every frame that the endpoint sent, unmasked

  Case(const shapes::Dialogue& shape) : Case(shape, dialogue::make_own_endpoint) {}

  static Case of(const shapes::Dialogue& shape, const dialogue::EndpointMaker& make) {
    return {shape, make};
  }

 private:
  Case(const shapes::Dialogue& shape, const dialogue::EndpointMaker& make)
      : shapes::Dialogue(shape), transcript(dialogue::play(shape, *make(shape.role))) {
    if (dialogue::has_split(transcript)) whole = dialogue::play(shape, *make(shape.role), true);
    received = dialogue::received_in(transcript);
    sent = reference::read_frames(transcript.seen.sent);
  }
};

}  // namespace closeframe::props
