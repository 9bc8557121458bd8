// SPDX-License-Identifier: Apache-2.0
// What there is to know of an endpoint by what arrived, and by what it sent.
#include <algorithm>
#include <vector>

#include "dialogue/question.hpp"
#include "endpoint.hpp"
#include "reference/frame_stream.hpp"

namespace closeframe::peers {
namespace {

std::vector<reference::Arrival> arrivals_of(const props::Bytes& bytes, Role receiver) {
  return reference::StreamReader(receiver == Role::server).read(bytes);
}

}  // namespace

bool LoopbackEndpoint::has_crashed() const { return harness_ && !harness_->end().empty(); }

bool LoopbackEndpoint::has_closed() const {
  const auto frames = reference::read_frames(connection_.received());
  return std::ranges::any_of(frames, [](const auto& frame) { return frame.opcode == 8; });
}

bool LoopbackEndpoint::goes_on() const {
  return props::dialogue::is_answered(connection_.received());
}

/// Whether a text message of ours is heard: only between messages, and where the endpoint has no
/// reason to have stopped listening.
bool LoopbackEndpoint::may_speak() const {
  bool is_in_message = false;
  for (const auto& arrival : arrivals_of(arrived_, around_.role)) {
    if (arrival.meaning != reference::Meaning::nothing || !arrival.frame.is_whole) return false;
    if (!arrival.frame.is_control()) is_in_message = !arrival.frame.fin;
  }
  const bool is_heard = !has_wish_ || !around_.habits || around_.habits->closes_again;
  return is_heard && !is_in_message;
}

/// Whether what arrived ends the connection.
bool LoopbackEndpoint::is_decided() const {
  using enum reference::Meaning;
  return std::ranges::any_of(arrivals_of(arrived_, around_.role), [](const auto& arrival) {
    return arrival.meaning == close || arrival.meaning == fault || arrival.meaning == disputed;
  });
}

Cause LoopbackEndpoint::cause() const {
  if (has_wish_) return Cause::its_wish;
  if (goes_on()) return Cause::our_close;
  for (const auto& arrival : arrivals_of(arrived_, around_.role)) {
    if (arrival.meaning == reference::Meaning::close) return Cause::our_close;
    if (arrival.meaning != reference::Meaning::nothing) return Cause::our_fault;
  }
  return Cause::our_end;
}

FaultOfFrame LoopbackEndpoint::first_fault() const {
  for (const auto& arrival : arrivals_of(arrived_, around_.role))
    if (arrival.meaning == reference::Meaning::fault) return {arrival.fault, arrival.frame.opcode};
  return {};
}

}  // namespace closeframe::peers
