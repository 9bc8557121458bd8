// SPDX-License-Identifier: Apache-2.0
// What is true of the codec's own `ClosingHandshake` beyond what an endpoint shows to its peer.
#pragma once

#include <algorithm>
#include <optional>

#include "cases/agree.hpp"
#include "cases/conversation.hpp"
#include "cases/large_arrival.hpp"
#include "cases/parsing_endpoint.hpp"
#include "properties/conversation.hpp"
#include "properties/errors.hpp"
#include "properties/property.hpp"

namespace closeframe::props::own_endpoint {

using Shape = shapes::Conversation;
using conversation::at_every_event, conversation::is_to_be_answered;

template <int line>
inline constexpr Property<Shape> row{};

constexpr bool state_never_goes_back(const Case<Shape>& conversation) {
  return at_every_event(conversation, [](const Moment& before, const Moment& after) {
    return before.state <= after.state;
  });
}
PROPERTY(state_never_goes_back, policy, invariant, "the state only moves forward");

constexpr bool a_client_masks_with_its_key(const Case<Shape>& conversation) {
  const Input sent = conversation.endpoint.sent();
  return conversation.role == Role::server || sent.empty() ||
         std::ranges::equal(sent.subspan(2, 4), OwnEndpoint::key);
}
PROPERTY(a_client_masks_with_its_key, "RFC 6455 §5.3", invariant,
         "a client masks its close with the key it was given");

constexpr bool what_arrives_is_used_up_to_the_close(const Case<Shape>& conversation) {
  return at_every_event(conversation, [](const Moment&, const Moment& after) {
    return after.used_size == after.model.used_size;
  });
}
PROPERTY(
    what_arrives_is_used_up_to_the_close, "RFC 6455 §1.4", model,
    "of what arrives, everything up to the end of the first close is used, and nothing after it");

constexpr bool refusals_are_named(const Case<Shape>& conversation) {
  return at_every_event(conversation, [&](const Moment& before, const Moment& after) {
    if (!after.refusal) return true;
    const bool only_echoed = conversation.role == Role::server && after.event.code == 1010;
    const auto expected =
        only_echoed ? HandshakeError::code_not_for_servers : HandshakeError::not_open;
    return after.refused && after.refusal == expected && errors::has_its_own_words(expected) &&
           (only_echoed || before.model.is_connecting());
  });
}
PROPERTY(refusals_are_named, policy, model,
         "a wish is refused for the reason that applies, in words that no other error has");

constexpr bool the_peers_close_and_the_failure_can_be_asked_for(const Case<Shape>& conversation) {
  const auto& model = conversation.model;
  const auto& handshake = conversation.endpoint.handshake();
  const auto& close = handshake.peer_close();
  const auto failure = handshake.failure();
  return close.has_value() == model.has_received &&
         (!close || agree(*close, model.close_received)) &&
         (failure ? agree(*failure, model.failure) : model.failure == reference::Fault::none);
}
PROPERTY(the_peers_close_and_the_failure_can_be_asked_for, "RFC 6455 §7.1.5, §7.1.7", model,
         "the caller can ask for the peer's close, and for the error that failed the connection");

/// Lets the events of `conversation` happen to `endpoint` too.
constexpr void replay(const Case<Shape>& conversation, ParsingEndpoint& endpoint) {
  for (const Moment& moment : conversation.events()) endpoint.happen(moment.event);
}

constexpr bool stands_alike(const ParsingEndpoint& parsing, const OwnEndpoint& own) {
  return parsing.told() == own.told() && parsing.state() == own.state() &&
         parsing.has_closed_transport() == own.has_closed_transport() &&
         parsing.handshake().peer_close() == own.handshake().peer_close() &&
         parsing.handshake().failure() == own.handshake().failure();
}

constexpr bool a_parser_of_ones_own_changes_nothing(const Case<Shape>& conversation) {
  ParsingEndpoint parsing(conversation.role, conversation.is_open);
  replay(conversation, parsing);
  return stands_alike(parsing, conversation.endpoint) &&
         std::ranges::equal(parsing.sent(), conversation.endpoint.sent());
}
PROPERTY(a_parser_of_ones_own_changes_nothing, policy, metamorphic,
         "a caller that reads frames itself, and reports each close and error, sees the same");

/// An answer that depends on the conversation: the first close that its application asks for.
constexpr Close answer_in(const Case<Shape>& conversation) {
  for (const Moment& moment : conversation.events()) {
    const Event& event = moment.event;
    if (!event.code) continue;
    const auto close = Close::with(StatusCode{*event.code}, event.reason_text());
    if (close) return *close;
  }
  return *Close::with(StatusCode::going_away, "back at noon");
}

constexpr bool is_answered_with(const Close& answer, const Case<Shape>& conversation) {
  ParsingEndpoint parsing(conversation.role, conversation.is_open, answer);
  replay(conversation, parsing);
  if (!stands_alike(parsing, conversation.endpoint)) return false;

  bool is_answer = false;
  at_every_event(conversation, [&](const Moment& before, const Moment& after) {
    is_answer = is_answer || is_to_be_answered(before, after);
    return true;
  });
  if (!is_answer) return std::ranges::equal(parsing.sent(), conversation.endpoint.sent());
  const bool is_for_clients = conversation.role == Role::server &&
                              answer.code() == StatusCode{1010} &&
                              conversation.model.close_received.code != 1010;
  if (is_for_clients)
    return parsing.refusal() == HandshakeError::code_not_for_servers &&
           std::ranges::equal(parsing.sent(), conversation.endpoint.sent());
  const auto sent = reference::decode_frame(parsing.sent(), conversation.role == Role::client);
  return !parsing.refusal() && agree(answer, sent);
}

/// Of what was received, too: a server may send 1010 as an echo alone.
constexpr bool an_answer_of_ones_own_is_sent_instead(const Case<Shape>& conversation) {
  const auto& received = conversation.endpoint.handshake().peer_close();
  return is_answered_with(answer_in(conversation), conversation) &&
         (!received || is_answered_with(*received, conversation));
}
PROPERTY(
    an_answer_of_ones_own_is_sent_instead, policy, model,
    "the caller's answer is sent in place of the echo, except a server's 1010 to anything else");

/// The first bytes that are read arrive behind other frames.
inline bool other_frames_ahead_change_nothing(const Case<Shape>& conversation) {
  const auto large = large_arrival_of(conversation);
  if (!large) return true;
  const Role peer = conversation.role == Role::client ? Role::server : Role::client;
  OwnEndpoint endpoint(conversation.role, conversation.is_open);
  std::uint64_t frames_size = 0;
  for (const Moment& moment : conversation.events()) {
    Event event = moment.event;
    const bool is_read =
        endpoint.state() == HandshakeState::open || endpoint.state() == HandshakeState::close_sent;
    if (frames_size != 0 || event.kind != Event::Kind::bytes_arrive || !is_read) {
      endpoint.happen(event);
      continue;
    }
    const BehindOtherFrames stream(peer, moment.event.bytes, *large);
    frames_size = stream.frames_size();
    stream.deliver([&](Input arrival) {
      event.bytes = arrival;
      endpoint.happen(event);
    });
  }
  const OwnEndpoint& before = conversation.endpoint;
  return endpoint.told() == before.told() && endpoint.state() == before.state() &&
         endpoint.has_closed_transport() == before.has_closed_transport() &&
         endpoint.used_size() == before.used_size() + frames_size &&
         std::ranges::equal(endpoint.sent(), before.sent());
}
PROPERTY(other_frames_ahead_change_nothing, "RFC 6455 §5.2", metamorphic,
         "other frames ahead of all that arrives, one of up to 2^32 bytes or thousands of small "
         "ones, change nothing but how much was used",
         run_time);

/// The arrival with which the close is whole goes on with zeros.
inline bool any_number_of_bytes_may_follow_a_close(const Case<Shape>& conversation) {
  const auto large = large_arrival_of(conversation);
  if (!large) return true;
  OwnEndpoint endpoint(conversation.role, conversation.is_open);
  bool had_received = false;
  for (const Moment& moment : conversation.events()) {
    Event event = moment.event;
    if (moment.model.has_received && !had_received)
      event.bytes = with_zeros_behind(event.bytes, *large);
    had_received = moment.model.has_received;
    endpoint.happen(event);
  }
  return endpoint.told() == conversation.endpoint.told() &&
         endpoint.used_size() == conversation.endpoint.used_size() &&
         std::ranges::equal(endpoint.sent(), conversation.endpoint.sent());
}
PROPERTY(any_number_of_bytes_may_follow_a_close, "RFC 6455 §1.4", metamorphic,
         "what a close leads to does not depend on how many bytes arrived together with it and "
         "behind it, up to 2^32",
         run_time);

}  // namespace closeframe::props::own_endpoint
