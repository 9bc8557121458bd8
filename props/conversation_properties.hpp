// SPDX-License-Identifier: Apache-2.0
// What is true of every endpoint, whatever happens to it. `E` is any implementation behind
// endpoint.hpp; beside it runs the reference's endpoint, the model.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "conversation.hpp"
#include "endpoint.hpp"
#include "reference/endpoint.hpp"
#include "verdicts.hpp"

namespace closeframe::props {

/// One event of a conversation: what was seen of the endpoint and how the model stood, before it
/// and after it.
struct Step {
  Role role;
  const ConversationEvent& event;
  const Observation& before;
  const Observation& after;
  const reference::Standing& model_before;
  const reference::Standing& model;
  bool model_refused;                  ///< the application's wish, in this event
  std::span<const std::uint8_t> sent;  ///< by the endpoint, since the beginning

  /// What the endpoint has sent, as its peer would read it; nothing while it has sent nothing.
  constexpr std::optional<reference::Verdict> sent_close() const {
    if (sent.empty()) return std::nullopt;
    return reference::decode_frame(sent, role == Role::client);
  }

  /// The close received in this event, where none had been sent before: one to be answered.
  constexpr const reference::Verdict* close_to_answer() const {
    const bool answers = !model_before.close_sent && !model_before.close_received;
    return answers && model.close_received ? &*model.close_received : nullptr;
  }
};

/// Whether `holds` says so of each step of the conversation.
template <Endpoint E, class Predicate>
constexpr bool at_every_step(const Conversation& conversation, Predicate holds) {
  E endpoint(conversation.role);
  reference::Endpoint model(conversation.role == Role::server);
  Observation before;
  for (auto script = conversation.script; !script.empty();) {
    const ConversationEvent event = take_event(script);
    const reference::Standing model_before = model.standing();
    const bool model_refused = !happen(model, event);
    Observation after = observe(endpoint, event);
    if (!holds(Step{conversation.role, event, before, after, model_before, model.standing(),
                    model_refused, endpoint.sent()}))
      return false;
    before = std::move(after);
  }
  return true;
}

constexpr bool same_close(const std::optional<reference::Verdict>& a,
                          const std::optional<reference::Verdict>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->fault == b->fault && a->has_code == b->has_code && a->code == b->code &&
         a->reason_text() == b->reason_text();
}

template <Endpoint E>
constexpr bool conversation_agrees_with_the_model(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    return step.after.refused == step.model_refused &&
           step.after.has_closed_transport == step.model.transport_closed &&
           step.after.told.has_value() == step.model.ended &&
           same_close(step.sent_close(), step.model.close_sent);
  });
}

template <Endpoint E>
constexpr bool at_most_one_close_is_sent(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    return step.before.sent_size == 0 || step.after.sent_size == step.before.sent_size;
  });
}

template <Endpoint E>
constexpr bool nothing_follows_a_sent_close(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    const auto close = reference::find_close(step.sent, step.role == Role::client);
    return !close || close->end == step.sent.size();
  });
}

template <Endpoint E>
constexpr bool everything_sent_is_a_well_formed_close(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    const auto close = step.sent_close();
    return !close || (close->complete && close->fault == reference::Fault::none &&
                      close->code != 1005 && close->code != 1006 && close->code != 1015);
  });
}

template <Endpoint E>
constexpr bool a_received_close_is_answered_once(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    return !step.close_to_answer() || (step.before.sent_size == 0 && step.after.sent_size != 0);
  });
}

template <Endpoint E>
constexpr bool no_status_is_answered_by_no_status(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    const auto* close = step.close_to_answer();
    if (!close || close->has_code) return true;
    const auto answer = step.sent_close();
    return answer && !answer->has_code;
  });
}

template <Endpoint E>
constexpr bool the_answer_echoes_the_code(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    const auto* close = step.close_to_answer();
    if (!close) return true;
    const auto answer = step.sent_close();
    return answer && answer->has_code == close->has_code && answer->code == close->code &&
           answer->reason_size == 0;
  });
}

template <Endpoint E>
constexpr bool what_was_done_stays_done(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    return step.after.sent_size >= step.before.sent_size &&
           (!step.before.has_closed_transport || step.after.has_closed_transport) &&
           (!step.before.told || step.after.told == step.before.told);
  });
}

constexpr bool state_never_goes_back(const Conversation& conversation) {
  OwnEndpoint endpoint(conversation.role);
  for (auto script = conversation.script; !script.empty();) {
    const HandshakeState before = endpoint.state();
    endpoint.happen(take_event(script));
    if (endpoint.state() < before) return false;
  }
  return true;
}

constexpr bool a_client_masks_with_its_key(const Conversation& conversation) {
  OwnEndpoint endpoint(conversation.role);
  for (auto script = conversation.script; !script.empty();) endpoint.happen(take_event(script));
  return conversation.role == Role::server || endpoint.sent().empty() ||
         std::ranges::equal(endpoint.sent().subspan(2, 4), OwnEndpoint::key);
}

template <Endpoint E>
constexpr bool the_application_is_told_the_first_code(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    if (!step.model.ended) return !step.after.told;
    if (!step.after.told || step.after.told->code != step.model.told_code()) return false;
    const auto reason = step.model.close_received.value_or(reference::Verdict{});
    return std::ranges::equal(step.after.told->reason, reason.reason_text());
  });
}

template <Endpoint E>
constexpr bool clean_iff_both_directions_closed(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    return !step.after.told || step.after.told->clean == step.model.clean;
  });
}

template <Endpoint E>
constexpr bool nothing_is_sent_after_failing_or_ending(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    const bool over = step.model_before.failed || step.model_before.ended;
    return !over || (step.after.sent_size == step.before.sent_size &&
                     step.after.has_closed_transport == step.before.has_closed_transport);
  });
}

template <Endpoint E>
constexpr bool who_fails_closes_the_transport(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    return !step.model.failed || step.after.has_closed_transport;
  });
}

template <Endpoint E>
constexpr bool the_server_closes_the_transport_first(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    const bool is_done = step.model.close_sent && step.model.close_received && !step.model.failed;
    return !is_done || step.after.has_closed_transport == (step.role == Role::server);
  });
}

template <Endpoint E>
constexpr bool a_server_does_not_ask_for_1010(const Conversation& conversation) {
  return at_every_step<E>(conversation, [](const Step& step) {
    if (step.event.code != 1010 || !reference::is_utf8(step.event.reason_text())) return true;
    return step.after.refused == (step.role == Role::server);
  });
}

/// How an endpoint stands when all is over.
template <Endpoint E>
struct Ending {
  E endpoint;

  friend constexpr bool operator==(const Ending& a, const Ending& b) {
    return std::ranges::equal(a.endpoint.sent(), b.endpoint.sent()) &&
           a.endpoint.told() == b.endpoint.told() &&
           a.endpoint.has_closed_transport() == b.endpoint.has_closed_transport();
  }
};

/// Plays the conversation with what arrives handed over in chunks of at most `chunk_size` bytes.
template <Endpoint E>
constexpr Ending<E> ending(const Conversation& conversation, std::size_t chunk_size) {
  E endpoint(conversation.role);
  for (auto script = conversation.script; !script.empty();) {
    ConversationEvent event = take_event(script);
    auto rest = event.bytes;
    do {
      event.bytes = rest.first(std::min(chunk_size, rest.size()));
      rest = rest.subspan(event.bytes.size());
      endpoint.happen(event);
    } while (!rest.empty());
  }
  return {std::move(endpoint)};
}

template <Endpoint E>
constexpr bool splitting_arrivals_is_invisible(const Conversation& conversation) {
  return ending<E>(conversation, 1) == ending<E>(conversation, SIZE_MAX);
}

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
    ConversationEvent arrival{};
    arrival.bytes = rest.first(std::min(size, rest.size()));
    delivered += arrival.bytes.size();
    of(sender == Role::client ? Role::server : Role::client).happen(arrival);
  }

  /// Hands over all that is left, also what that makes them send, and ends the transport.
  constexpr void finish() {
    for (int round = 0; round < 2; ++round)
      for (const Role sender : {Role::client, Role::server}) deliver(sender, SIZE_MAX);
    ConversationEvent end{};
    end.kind = ConversationEvent::Kind::transport_ends;
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
  E client_{Role::client};
  E server_{Role::server};
  std::array<std::size_t, 2> delivered_{};
};

/// The conversation is the plan: a close is the application's at one of the two ends, by turns;
/// what arrives says how many bytes the network hands over, an odd number the server's.
template <Endpoint E>
constexpr bool simultaneous_close_converges(const Conversation& conversation) {
  using enum ConversationEvent::Kind;
  Network<E> network;
  Role closing = conversation.role;
  for (auto script = conversation.script; !script.empty();) {
    const ConversationEvent event = take_event(script);
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

}  // namespace closeframe::props
