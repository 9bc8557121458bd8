// SPDX-License-Identifier: Apache-2.0
// What is true of every endpoint, whatever happens to it. `E` is any implementation behind
// endpoint.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <ranges>
#include <span>
#include <vector>

#include "conversation.hpp"
#include "endpoint.hpp"
#include "reference/endpoint.hpp"
#include "verdicts.hpp"

namespace closeframe::props {

/// What an endpoint had sent, as its peer would read it; nothing while it had sent nothing.
constexpr std::optional<reference::Verdict> read_sent(const Transcript& transcript, Role role,
                                                      std::size_t sent_size) {
  if (sent_size == 0) return std::nullopt;
  return reference::decode_frame(std::span(transcript.sent).first(sent_size), role == Role::client);
}

constexpr bool same_close(const std::optional<reference::Verdict>& a,
                          const std::optional<reference::Verdict>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->fault == b->fault && a->has_code == b->has_code && a->code == b->code &&
         a->reason_text() == b->reason_text();
}

template <Endpoint E>
constexpr bool conversation_agrees_with_the_model(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  reference::Endpoint model(conversation.role == Role::server);
  for (std::size_t i = 0; i < seen.events.size(); ++i) {
    const bool refused = !happen(model, seen.events[i]);
    const Observation& after = seen.observations[i];
    if (after.refused != refused || after.has_closed_transport != model.transport_closed ||
        after.told.has_value() != model.ended)
      return false;
    if (!same_close(read_sent(seen, conversation.role, after.sent_size), model.close_sent))
      return false;
  }
  return true;
}

template <Endpoint E>
constexpr bool at_most_one_close_is_sent(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  std::size_t times = 0;
  for (std::size_t i = 0; i < seen.events.size(); ++i)
    times += seen.observations[i].sent_size != seen.before(i).sent_size;
  return times <= 1;
}

template <Endpoint E>
constexpr bool nothing_follows_a_sent_close(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  const auto close = reference::find_close(seen.sent, conversation.role == Role::client);
  return !close || close->end == seen.sent.size();
}

template <Endpoint E>
constexpr bool everything_sent_is_a_well_formed_close(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  const auto close = read_sent(seen, conversation.role, seen.sent.size());
  if (!close) return true;
  return close->complete && close->fault == reference::Fault::none && close->code != 1005 &&
         close->code != 1006 && close->code != 1015;
}

/// Whether a close is accepted at event `i` by an endpoint that has sent none.
constexpr std::optional<reference::Verdict> close_to_answer(const Transcript& seen, Role role,
                                                            std::size_t event) {
  reference::Endpoint model(role == Role::server);
  for (std::size_t i = 0; i < event; ++i) happen(model, seen.events[i]);
  const bool answered_before = model.close_sent.has_value() || model.close_received.has_value();
  happen(model, seen.events[event]);
  return answered_before ? std::nullopt : model.close_received;
}

template <Endpoint E>
constexpr bool a_received_close_is_answered_once(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  for (std::size_t i = 0; i < seen.events.size(); ++i)
    if (close_to_answer(seen, conversation.role, i) &&
        (seen.before(i).sent_size != 0 || seen.observations[i].sent_size == 0))
      return false;
  return true;
}

template <Endpoint E>
constexpr bool no_status_is_answered_by_no_status(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  for (std::size_t i = 0; i < seen.events.size(); ++i) {
    const auto close = close_to_answer(seen, conversation.role, i);
    if (!close || close->has_code) continue;
    const auto answer = read_sent(seen, conversation.role, seen.observations[i].sent_size);
    if (!answer || answer->has_code) return false;
  }
  return true;
}

template <Endpoint E>
constexpr bool the_answer_echoes_the_code(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  for (std::size_t i = 0; i < seen.events.size(); ++i) {
    const auto close = close_to_answer(seen, conversation.role, i);
    if (!close) continue;
    const auto answer = read_sent(seen, conversation.role, seen.observations[i].sent_size);
    if (!answer || answer->has_code != close->has_code || answer->code != close->code ||
        answer->reason_size != 0)
      return false;
  }
  return true;
}

template <Endpoint E>
constexpr bool what_was_done_stays_done(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  for (std::size_t i = 0; i < seen.events.size(); ++i) {
    const Observation before = seen.before(i);
    const Observation& after = seen.observations[i];
    if (after.sent_size < before.sent_size) return false;
    if (before.has_closed_transport && !after.has_closed_transport) return false;
    if (before.told && after.told != before.told) return false;
  }
  return true;
}

constexpr bool state_never_goes_back(const Conversation& conversation) {
  OwnEndpoint endpoint(conversation.role);
  for (const ConversationEvent& event : events_of(conversation)) {
    const HandshakeState before = endpoint.state();
    endpoint.happen(event);
    if (endpoint.state() < before) return false;
  }
  return true;
}

template <Endpoint E>
constexpr bool the_application_is_told_the_first_code(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  reference::Endpoint model(conversation.role == Role::server);
  for (const ConversationEvent& event : seen.events) happen(model, event);
  const auto told = seen.last().told;
  if (!model.ended) return !told;
  if (!told || told->code != model.told_code()) return false;
  const auto reason = model.close_received.value_or(reference::Verdict{});
  return std::ranges::equal(told->reason, reason.reason_text());
}

template <Endpoint E>
constexpr bool clean_iff_both_directions_closed(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  reference::Endpoint model(conversation.role == Role::server);
  for (const ConversationEvent& event : seen.events) happen(model, event);
  const auto told = seen.last().told;
  return !told || told->clean == model.clean;
}

template <Endpoint E>
constexpr bool nothing_is_sent_after_failing_or_ending(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  reference::Endpoint model(conversation.role == Role::server);
  for (std::size_t i = 0; i < seen.events.size(); ++i) {
    const bool over = model.failed || model.ended;
    happen(model, seen.events[i]);
    const Observation before = seen.before(i);
    const Observation& after = seen.observations[i];
    if (over && (after.sent_size != before.sent_size ||
                 after.has_closed_transport != before.has_closed_transport))
      return false;
  }
  return true;
}

template <Endpoint E>
constexpr bool who_fails_closes_the_transport(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  reference::Endpoint model(conversation.role == Role::server);
  for (std::size_t i = 0; i < seen.events.size(); ++i) {
    happen(model, seen.events[i]);
    if (model.failed && !seen.observations[i].has_closed_transport) return false;
  }
  return true;
}

template <Endpoint E>
constexpr bool the_server_closes_the_transport_first(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  reference::Endpoint model(conversation.role == Role::server);
  for (std::size_t i = 0; i < seen.events.size(); ++i) {
    happen(model, seen.events[i]);
    const bool both_closed = model.close_sent && model.close_received && !model.failed;
    if (both_closed &&
        seen.observations[i].has_closed_transport != (conversation.role == Role::server))
      return false;
  }
  return true;
}

/// A server's wish for 1010, and only wishes that no close frame may carry, are refused.
template <Endpoint E>
constexpr bool a_server_does_not_ask_for_1010(const Conversation& conversation) {
  const Transcript seen = play<E>(conversation);
  for (std::size_t i = 0; i < seen.events.size(); ++i) {
    const bool is_1010 = seen.events[i].code == 1010;
    const bool is_valid = reference::is_utf8(seen.events[i].reason_text());
    if (is_1010 && is_valid && seen.observations[i].refused != (conversation.role == Role::server))
      return false;
  }
  return true;
}

/// The same conversation with every arrival taken apart into single bytes.
constexpr std::vector<ConversationEvent> byte_by_byte(const Conversation& conversation) {
  std::vector<ConversationEvent> events;
  for (const ConversationEvent& event : events_of(conversation)) {
    if (event.kind != ConversationEvent::Kind::bytes_arrive) events.push_back(event);
    for (std::size_t i = 0; i < event.bytes.size(); ++i) {
      events.push_back(event);
      events.back().bytes = event.bytes.subspan(i, 1);
    }
  }
  return events;
}

template <Endpoint E>
constexpr bool splitting_arrivals_is_invisible(const Conversation& conversation) {
  const Transcript whole = play<E>(conversation);
  const Transcript split = play<E>(conversation.role, byte_by_byte(conversation));
  return whole.sent == split.sent && whole.last().told == split.last().told &&
         whole.last().has_closed_transport == split.last().has_closed_transport;
}

/// Two endpoints and the network between them, which hands over as many bytes at a time as it
/// likes, in either direction.
template <Endpoint E>
class Network {
 public:
  constexpr void application_closes(Role role, const ConversationEvent& event) {
    of(role).happen(event);
  }

  /// Hands over at most `size` bytes of what `sender` has sent.
  constexpr void deliver(Role sender, std::size_t size) {
    std::size_t& delivered = delivered_[std::to_underlying(sender)];
    const auto rest = std::span(of(sender).sent()).subspan(delivered);
    ConversationEvent arrival{};
    arrival.bytes = rest.first(std::min(size, rest.size()));
    delivered += arrival.bytes.size();
    const Role receiver = sender == Role::client ? Role::server : Role::client;
    if (!arrival.bytes.empty()) of(receiver).happen(arrival);
  }

  /// Hands over all that is left, ends the transport for both, and says what both are told.
  constexpr std::array<std::optional<Told>, 2> finish() {
    for (int round = 0; round < 2; ++round)
      for (const Role sender : {Role::client, Role::server}) deliver(sender, SIZE_MAX);
    ConversationEvent end{};
    end.kind = ConversationEvent::Kind::transport_ends;
    client_.happen(end);
    server_.happen(end);
    return {client_.told(), server_.told()};
  }

  constexpr E& of(Role role) { return role == Role::client ? client_ : server_; }

 private:
  E client_{Role::client};
  E server_{Role::server};
  std::array<std::size_t, 2> delivered_{};
};

/// The conversation is the plan: a close is the application's at one of the two ends, by turns;
/// what arrives says how many bytes the network hands over, the odd sizes the server's.
template <Endpoint E>
constexpr bool simultaneous_close_converges(const Conversation& conversation) {
  using enum ConversationEvent::Kind;
  Network<E> network;
  Role closing = conversation.role;
  for (const ConversationEvent& event : events_of(conversation)) {
    if (event.kind == bytes_arrive)
      network.deliver(event.bytes.size() % 2 == 0 ? Role::client : Role::server,
                      event.bytes.size());
    if (event.kind != application_closes) continue;
    network.application_closes(closing, event);
    closing = closing == Role::client ? Role::server : Role::client;
  }
  const auto [client_told, server_told] = network.finish();
  const auto code_of = [&](Role sender) {
    const auto close = reference::decode_frame(network.of(sender).sent(), sender == Role::client);
    return close.has_code ? close.code : 1005;
  };
  const bool any_close = !network.of(Role::client).sent().empty();
  if (any_close != !network.of(Role::server).sent().empty()) return false;
  if (!any_close) return client_told == Told{1006, {}, false} && client_told == server_told;
  return client_told && server_told && client_told->clean && server_told->clean &&
         client_told->code == code_of(Role::server) && server_told->code == code_of(Role::client);
}

}  // namespace closeframe::props
