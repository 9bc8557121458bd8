// SPDX-License-Identifier: Apache-2.0
// What is true of every endpoint, whatever happens to it. `E` is any implementation behind
// cases/endpoint.hpp; beside it runs the reference's endpoint, the model.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "cases/conversation.hpp"
#include "cases/endpoint.hpp"
#include "properties/property.hpp"
#include "reference/close_frame.hpp"
#include "reference/endpoint.hpp"

namespace closeframe::props::conversation {

using Shape = shapes::Conversation;

/// A conversation with any implementation.
template <Endpoint E>
using CaseWith = Case<shapes::ConversationWith<E>>;

template <int line>
inline constexpr Property<Shape> row{};

/// Whether `holds` says so of each event, given the moments before it and after it.
template <Endpoint E, class Predicate>
constexpr bool at_every_event(const CaseWith<E>& conversation, Predicate holds) {
  const Moment* before = conversation.moments.data();
  for (const Moment& after : conversation.events()) {
    if (!holds(*before, after)) return false;
    before = &after;
  }
  return true;
}

/// Whether the endpoint sends in this event.
constexpr bool sends(const Moment& before, const Moment& after) {
  return after.sent_size != before.sent_size;
}

/// What the endpoint has sent by then, as its peer would read it; nothing where that is nothing.
template <Endpoint E>
constexpr std::optional<reference::Verdict> close_sent_by(const Moment& moment,
                                                          const CaseWith<E>& conversation) {
  if (moment.sent_size == 0) return std::nullopt;
  return reference::decode_frame(conversation.sent_by(moment), conversation.role == Role::client);
}

/// Whether a close is received in this event, where none had been sent before: one to be answered.
constexpr bool is_to_be_answered(const Moment& before, const Moment& after) {
  return !before.model.has_sent && !before.model.has_received && after.model.has_received;
}

constexpr bool same_close(const reference::Verdict& a, const reference::Verdict& b) {
  return a.fault == b.fault && a.has_code == b.has_code && a.code == b.code &&
         a.reason_text() == b.reason_text();
}

template <Endpoint E>
constexpr bool agrees_with_the_model(const CaseWith<E>& conversation) {
  return at_every_event(conversation, [&](const Moment& before, const Moment& after) {
    if (after.refused != after.model_refused ||
        after.has_closed_transport != after.model.transport_closed ||
        after.has_told != after.model.ended || (after.sent_size != 0) != after.model.has_sent)
      return false;
    if (!sends(before, after)) return true;
    const auto close = close_sent_by(after, conversation);
    return close && same_close(*close, conversation.model.close_sent);
  });
}
PROPERTY(agrees_with_the_model, "RFC 6455 §5.5.1, §7.1", model,
         "after every event, endpoint and model agree on what was sent, whether the transport was "
         "closed, and whether the application was told");

template <Endpoint E>
constexpr bool at_most_one_close_is_sent(const CaseWith<E>& conversation) {
  return at_every_event(conversation, [](const Moment& before, const Moment& after) {
    return before.sent_size == 0 || !sends(before, after);
  });
}
PROPERTY(at_most_one_close_is_sent, "RFC 6455 §5.5.1, §7.1.5", invariant,
         "an endpoint sends at most one close");

template <Endpoint E>
constexpr bool nothing_follows_a_sent_close(const CaseWith<E>& conversation) {
  return at_every_event(conversation, [&](const Moment& before, const Moment& after) {
    if (!sends(before, after)) return true;
    const Input sent = conversation.sent_by(after);
    const auto close = reference::find_close(sent, conversation.role == Role::client);
    return !close || close->end == sent.size();
  });
}
PROPERTY(nothing_follows_a_sent_close, "RFC 6455 §5.5.1", invariant,
         "an endpoint sends no byte after its close");

template <Endpoint E>
constexpr bool everything_sent_is_a_well_formed_close(const CaseWith<E>& conversation) {
  return at_every_event(conversation, [&](const Moment& before, const Moment& after) {
    if (!sends(before, after)) return true;
    const auto close = close_sent_by(after, conversation);
    return !close || (close->complete && close->fault == reference::Fault::none &&
                      close->code != 1005 && close->code != 1006 && close->code != 1015);
  });
}
PROPERTY(everything_sent_is_a_well_formed_close, "RFC 6455 §5.1, §5.2, §7.4.1", invariant,
         "all that an endpoint sends is one close frame, masked as its role demands, and never "
         "with 1005, 1006 or 1015");

template <Endpoint E>
constexpr bool a_received_close_is_answered_once(const CaseWith<E>& conversation) {
  return at_every_event(conversation, [](const Moment& before, const Moment& after) {
    return !is_to_be_answered(before, after) || (before.sent_size == 0 && after.sent_size != 0);
  });
}
PROPERTY(a_received_close_is_answered_once, "RFC 6455 §5.5.1", model,
         "an endpoint that has not sent a close answers the close it receives");

template <Endpoint E>
constexpr bool no_status_is_answered_by_no_status(const CaseWith<E>& conversation) {
  return at_every_event(conversation, [&](const Moment& before, const Moment& after) {
    if (!is_to_be_answered(before, after) || conversation.model.close_received.has_code)
      return true;
    const auto answer = close_sent_by(after, conversation);
    return answer && !answer->has_code;
  });
}
PROPERTY(no_status_is_answered_by_no_status, "RFC 6455 §7.4.1", model,
         "an empty close is answered by an empty close, never by 1005");

template <Endpoint E>
constexpr bool the_answer_echoes_the_code(const CaseWith<E>& conversation) {
  return at_every_event(conversation, [&](const Moment& before, const Moment& after) {
    if (!is_to_be_answered(before, after)) return true;
    const auto& close = conversation.model.close_received;
    const auto answer = close_sent_by(after, conversation);
    return answer && answer->has_code == close.has_code && answer->code == close.code &&
           answer->reason_size == 0;
  });
}
PROPERTY(the_answer_echoes_the_code, policy, model,
         "a close is answered with its code and no reason");

template <Endpoint E>
constexpr bool what_was_done_stays_done(const CaseWith<E>& conversation) {
  return at_every_event(conversation, [](const Moment& before, const Moment& after) {
    return after.sent_size >= before.sent_size &&
           (!before.has_closed_transport || after.has_closed_transport) &&
           (!before.has_told || (after.has_told && !after.tells_otherwise));
  });
}
PROPERTY(what_was_done_stays_done, "RFC 6455 §7.1.3, §7.1.4", invariant,
         "what was sent stays sent, a closed transport stays closed, and what was told is not told "
         "differently later");

template <Endpoint E>
constexpr bool the_application_is_told_the_first_code(const CaseWith<E>& conversation) {
  const reference::Endpoint& model = conversation.model;
  return at_every_event(conversation, [&](const Moment&, const Moment& after) {
    if (!after.model.ended) return !after.has_told;
    return after.has_told && !after.tells_otherwise &&
           conversation.told->code == model.told_code() &&
           std::ranges::equal(conversation.told->reason, model.close_received.reason_text());
  });
}
PROPERTY(the_application_is_told_the_first_code, "RFC 6455 §7.1.5, §7.1.6, §7.4.1", model,
         "the application is told the first code and reason received; 1005 if the close had no "
         "code, 1006 if no close came, 1015 if TLS failed before the connection was open");

template <Endpoint E>
constexpr bool clean_iff_both_directions_closed(const CaseWith<E>& conversation) {
  return at_every_event(conversation, [](const Moment&, const Moment& after) {
    return !after.has_told || after.told_clean == after.model.clean;
  });
}
PROPERTY(clean_iff_both_directions_closed, "RFC 6455 §7.1.4", model,
         "a connection is closed cleanly exactly if both sides had sent a close before it ended");

template <Endpoint E>
constexpr bool nothing_is_sent_after_failing_or_ending(const CaseWith<E>& conversation) {
  return at_every_event(conversation, [](const Moment& before, const Moment& after) {
    const bool over = before.model.failed || before.model.ended;
    return !over ||
           (!sends(before, after) && after.has_closed_transport == before.has_closed_transport);
  });
}
PROPERTY(nothing_is_sent_after_failing_or_ending, "RFC 6455 §7.1.7", metamorphic,
         "after an endpoint has failed the connection, or the transport has ended, it sends "
         "nothing more");

template <Endpoint E>
constexpr bool nothing_is_sent_before_the_connection_is_open(const CaseWith<E>& conversation) {
  return at_every_event(conversation, [](const Moment&, const Moment& after) {
    return after.model.opened || after.sent_size == 0;
  });
}
PROPERTY(nothing_is_sent_before_the_connection_is_open, "RFC 6455 §4.1", invariant,
         "before the connection is open no close is sent");

template <Endpoint E>
constexpr bool who_fails_closes_the_transport(const CaseWith<E>& conversation) {
  using enum Event::Kind;
  return at_every_event(conversation, [](const Moment& before, const Moment& after) {
    const bool fails = after.event.kind == application_fails && !after.refused;
    return !(after.model.failed || (fails && !before.model.ended)) || after.has_closed_transport;
  });
}
PROPERTY(who_fails_closes_the_transport, "RFC 6455 §7.1.7", model,
         "an endpoint that fails the connection closes the transport, in every state");

template <Endpoint E>
constexpr bool the_server_closes_the_transport_first(const CaseWith<E>& conversation) {
  return at_every_event(conversation, [&](const Moment&, const Moment& after) {
    const auto& model = after.model;
    const bool is_done = model.has_sent && model.has_received && !model.failed;
    return !is_done ||
           after.has_closed_transport == (conversation.role == Role::server || model.given_up);
  });
}
PROPERTY(the_server_closes_the_transport_first, "RFC 6455 §7.1.1", model,
         "after both closes the server closes the transport at once; the client waits for that, "
         "unless its application gives up");

template <Endpoint E>
constexpr bool a_server_sends_1010_only_as_an_echo(const CaseWith<E>& conversation) {
  return at_every_event(conversation, [&](const Moment& before, const Moment& after) {
    const Event& event = after.event;
    const bool is_server = conversation.role == Role::server;
    const bool asks = event.code == 1010 && reference::is_utf8(event.reason_text());
    if (asks && !before.model.is_connecting()) return after.refused == is_server;
    if (asks && is_server) return after.refused;
    if (!is_server || !sends(before, after)) return true;
    const auto close = close_sent_by(after, conversation);
    const bool echoes = is_to_be_answered(before, after) && !after.model.failed &&
                        conversation.model.close_received.code == 1010;
    return !close || (close->code == 1010) == echoes;
  });
}
PROPERTY(a_server_sends_1010_only_as_an_echo, policy, invariant,
         "a server refuses to send 1010 of its own wish, and echoes one that it received");

/// Compares with how the endpoint stands when all that arrives has been handed over byte by byte.
template <Endpoint E>
constexpr bool splitting_arrivals_is_invisible(const CaseWith<E>& conversation) {
  E endpoint(conversation.role, conversation.is_open);
  for (const Moment& moment : conversation.events()) {
    Event event = moment.event;
    Input rest = event.bytes;
    do {
      event.bytes = rest.first(rest.empty() ? 0 : 1);
      rest = rest.subspan(event.bytes.size());
      endpoint.happen(event);
    } while (!rest.empty());
  }
  return std::ranges::equal(endpoint.sent(), conversation.endpoint.sent()) &&
         endpoint.told() == conversation.endpoint.told() &&
         endpoint.has_closed_transport() == conversation.endpoint.has_closed_transport();
}
PROPERTY(splitting_arrivals_is_invisible, "RFC 6455 §5.2", metamorphic,
         "bytes that arrive one at a time have the same effect as all of them together");

/// Two endpoints and the network between them, which hands over as many bytes at a time as it
/// likes, in either direction.
template <Endpoint E>
class Network {
 public:
  constexpr E& of(Role role) { return role == Role::client ? client_ : server_; }

  /// Hands over at most `size` bytes of what `sender` has sent.
  constexpr void deliver(Role sender, std::size_t size) {
    std::size_t& delivered = delivered_[std::to_underlying(sender)];
    const auto rest = std::span(of(sender).sent()).subspan(delivered);
    Event arrival;
    arrival.bytes = rest.first(std::min(size, rest.size()));
    delivered += arrival.bytes.size();
    of(sender == Role::client ? Role::server : Role::client).happen(arrival);
  }

  /// Hands over all that is left, also what that makes them send, and ends the transport.
  constexpr void finish() {
    for (int round = 0; round < 2; ++round)
      for (const Role sender : {Role::client, Role::server}) deliver(sender, SIZE_MAX);
    Event end;
    end.kind = Event::Kind::transport_ends;
    client_.happen(end);
    server_.happen(end);
  }

  /// The code that `role` has sent, as its peer is told it.
  constexpr unsigned code_sent_by(Role role) {
    if (of(role).sent().empty()) return 1006;
    const auto close = reference::decode_frame(of(role).sent(), role == Role::client);
    return close.has_code ? close.code : 1005;
  }

 private:
  E client_{Role::client, true};
  E server_{Role::server, true};
  std::array<std::size_t, 2> delivered_{};
};

/// The conversation is the plan: a close is the application's at one of the two ends, by turns;
/// what arrives says how many bytes the network hands over, an odd number the server's.
template <Endpoint E>
constexpr bool simultaneous_close_converges(const CaseWith<E>& conversation) {
  using enum Event::Kind;
  Network<E> network;
  Role closing = conversation.role;
  for (const Moment& moment : conversation.events()) {
    const Event& event = moment.event;
    const std::size_t size = event.bytes.size();
    if (event.kind == bytes_arrive)
      network.deliver(size % 2 == 0 ? Role::client : Role::server, size);
    if (event.kind != application_closes) continue;
    network.of(closing).happen(event);
    closing = closing == Role::client ? Role::server : Role::client;
  }
  network.finish();
  const auto client = network.of(Role::client).told();
  const auto server = network.of(Role::server).told();
  const bool closed = !network.of(Role::client).sent().empty();
  return client && server && client->clean == closed && server->clean == closed &&
         client->code == network.code_sent_by(Role::server) &&
         server->code == network.code_sent_by(Role::client);
}
PROPERTY(simultaneous_close_converges, "RFC 6455 §5.5.1, §7.1.4", model,
         "two endpoints may close at any time and their bytes may arrive in any pieces: both end "
         "cleanly, and each is told the other's code");

}  // namespace closeframe::props::conversation
