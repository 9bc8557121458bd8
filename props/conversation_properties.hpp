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
#include "reference/close_frame.hpp"
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
  const reference::Endpoint& ending;   ///< the model when all is over
  std::span<const std::uint8_t> sent;  ///< by the endpoint, since the beginning

  /// Whether the endpoint sends in this event.
  constexpr bool sends() const { return after.sent_size != before.sent_size; }

  /// What the endpoint has sent, as its peer would read it; nothing while it has sent nothing.
  constexpr std::optional<reference::Verdict> sent_close() const {
    if (sent.empty()) return std::nullopt;
    return reference::decode_frame(sent, role == Role::client);
  }

  /// What the model has sent.
  constexpr std::optional<reference::Verdict> model_close() const {
    if (!model.has_sent) return std::nullopt;
    return ending.close_sent;
  }

  /// The close received in this event, where none had been sent before: one to be answered.
  constexpr const reference::Verdict* close_to_answer() const {
    const bool answers = !model_before.has_sent && !model_before.has_received;
    return answers && model.has_received ? &ending.close_received : nullptr;
  }
};

/// Whether `holds` says so of each step of the conversation.
template <Endpoint E, class Predicate>
constexpr bool at_every_step(const ConversationWith<E>& conversation, Predicate holds) {
  const std::span<const std::uint8_t> sent = conversation.endpoint.sent();
  const Moment* before = conversation.moments.data();
  const Moment* const last = before + conversation.moments.size() - 1;
  for (; before != last; ++before) {
    const Moment& after = before[1];
    if (!holds(Step{conversation.role, after.event, before->seen, after.seen, before->model,
                    after.model, after.model_refused, conversation.model,
                    sent.first(std::min(after.seen.sent_size, sent.size()))}))
      return false;
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
constexpr bool conversation_agrees_with_the_model(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    return step.after.refused == step.model_refused &&
           step.after.has_closed_transport == step.model.transport_closed &&
           step.after.told.has_value() == step.model.ended &&
           (!(step.sends() || step.model.has_sent != step.model_before.has_sent) ||
            same_close(step.sent_close(), step.model_close()));
  });
}

template <Endpoint E>
constexpr bool at_most_one_close_is_sent(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    return step.before.sent_size == 0 || step.after.sent_size == step.before.sent_size;
  });
}

template <Endpoint E>
constexpr bool nothing_follows_a_sent_close(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    if (!step.sends()) return true;
    const auto close = reference::find_close(step.sent, step.role == Role::client);
    return !close || close->end == step.sent.size();
  });
}

template <Endpoint E>
constexpr bool everything_sent_is_a_well_formed_close(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    if (!step.sends()) return true;
    const auto close = step.sent_close();
    return !close || (close->complete && close->fault == reference::Fault::none &&
                      close->code != 1005 && close->code != 1006 && close->code != 1015);
  });
}

template <Endpoint E>
constexpr bool a_received_close_is_answered_once(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    return !step.close_to_answer() || (step.before.sent_size == 0 && step.after.sent_size != 0);
  });
}

template <Endpoint E>
constexpr bool no_status_is_answered_by_no_status(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    const auto* close = step.close_to_answer();
    if (!close || close->has_code) return true;
    const auto answer = step.sent_close();
    return answer && !answer->has_code;
  });
}

template <Endpoint E>
constexpr bool the_answer_echoes_the_code(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    const auto* close = step.close_to_answer();
    if (!close) return true;
    const auto answer = step.sent_close();
    return answer && answer->has_code == close->has_code && answer->code == close->code &&
           answer->reason_size == 0;
  });
}

template <Endpoint E>
constexpr bool what_was_done_stays_done(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    return step.after.sent_size >= step.before.sent_size &&
           (!step.before.has_closed_transport || step.after.has_closed_transport) &&
           (!step.before.told || step.after.told == step.before.told);
  });
}

constexpr bool state_never_goes_back(const Conversation& conversation) {
  return at_every_step(conversation,
                       [](const Step& step) { return step.before.state <= step.after.state; });
}

constexpr bool a_client_masks_with_its_key(const Conversation& conversation) {
  const std::span<const std::uint8_t> sent = conversation.endpoint.sent();
  return conversation.role == Role::server || sent.empty() ||
         std::ranges::equal(sent.subspan(2, 4), OwnEndpoint::key);
}

template <Endpoint E>
constexpr bool the_application_is_told_the_first_code(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    if (!step.model.ended) return !step.after.told;
    if (!step.after.told || step.after.told->code != step.ending.told_code()) return false;
    return std::ranges::equal(step.after.told->reason, step.ending.close_received.reason_text());
  });
}

template <Endpoint E>
constexpr bool clean_iff_both_directions_closed(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    return !step.after.told || step.after.told->clean == step.model.clean;
  });
}

template <Endpoint E>
constexpr bool nothing_is_sent_after_failing_or_ending(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    const bool over = step.model_before.failed || step.model_before.ended;
    return !over || (step.after.sent_size == step.before.sent_size &&
                     step.after.has_closed_transport == step.before.has_closed_transport);
  });
}

template <Endpoint E>
constexpr bool who_fails_closes_the_transport(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    return !step.model.failed || step.after.has_closed_transport;
  });
}

template <Endpoint E>
constexpr bool the_server_closes_the_transport_first(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    const bool is_done = step.model.has_sent && step.model.has_received && !step.model.failed;
    return !is_done || step.after.has_closed_transport == (step.role == Role::server);
  });
}

template <Endpoint E>
constexpr bool a_server_does_not_ask_for_1010(const ConversationWith<E>& conversation) {
  return at_every_step(conversation, [](const Step& step) {
    if (step.event.code != 1010 || !reference::is_utf8(step.event.reason_text())) return true;
    return step.after.refused == (step.role == Role::server);
  });
}

/// Compares with how the endpoint stands when all that arrives has been handed over byte by byte.
template <Endpoint E>
constexpr bool splitting_arrivals_is_invisible(const ConversationWith<E>& conversation) {
  E endpoint(conversation.role);
  for (const Moment& moment : conversation.events()) {
    ConversationEvent event = moment.event;
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
constexpr bool simultaneous_close_converges(const ConversationWith<E>& conversation) {
  using enum ConversationEvent::Kind;
  Network<E> network;
  Role closing = conversation.role;
  for (const auto& [event, seen, model, model_refused] : conversation.events()) {
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
