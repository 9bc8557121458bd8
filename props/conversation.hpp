// SPDX-License-Identifier: Apache-2.0
// The shape of what happens to one endpoint.
#pragma once

#include <algorithm>
#include <closeframe/handshake.hpp>
#include <cstddef>
#include <expected>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "endpoint.hpp"
#include "event.hpp"
#include "reference/endpoint.hpp"

namespace closeframe::props {

/// An event, what was seen of the endpoint by its end, and how the model stood then.
struct Moment : Observation {
  ConversationEvent event{};
  reference::Standing model;
  bool model_refused = false;  ///< the application's wish, in this event
};

/// Lets `event` happen to `model`; false where the application's wish is refused.
constexpr bool happen(reference::Endpoint& model, const ConversationEvent& event) {
  using enum ConversationEvent::Kind;
  if (event.kind == bytes_arrive) model.bytes_arrive(event.bytes);
  if (event.kind == connection_opens) model.connection_opens();
  if (event.kind == transport_ends || event.kind == tls_fails)
    model.transport_ends(event.kind == tls_fails);
  if (event.kind != application_closes && event.kind != application_fails) return true;
  const auto close =
      event.code ? reference::judge(*event.code, event.reason_text()) : reference::Verdict{};
  if (close.fault != reference::Fault::none) return false;
  return event.kind == application_closes ? model.application_closes(close)
                                          : model.application_fails(close);
}

/// Lets the events of `script` happen to `endpoint` and, beside it, to `model`. The first moment
/// is the one before all events.
template <Endpoint E>
constexpr std::vector<Moment> play(Input script, E& endpoint, reference::Endpoint& model) {
  std::vector<Moment> moments(1);
  moments.reserve(16);
  moments.front().model = model.standing();
  static_cast<Observation&>(moments.front()) = look_at(endpoint);
  while (!script.empty()) {
    Moment& moment = moments.emplace_back();
    moment.event = take_event(script);
    moment.model_refused = !happen(model, moment.event);
    moment.model = model.standing();
    static_cast<Observation&>(moment) = observe(endpoint, moment.event);
  }
  return moments;
}

/// How an endpoint stands at the end of a conversation.
struct HandshakeVerdict {
  std::size_t sent_size = 0;  ///< bytes
  bool has_closed_transport = false;
  unsigned told_code = 0;  ///< 0 while the connection is open
  bool clean = false;

  friend constexpr bool operator==(const HandshakeVerdict&, const HandshakeVerdict&) = default;
};

constexpr HandshakeVerdict verdict_of(const Observation& last) {
  HandshakeVerdict verdict;
  verdict.sent_size = last.sent_size;
  verdict.has_closed_transport = last.has_closed_transport;
  if (last.told) {
    verdict.told_code = last.told->code;
    verdict.clean = last.told->clean;
  }
  return verdict;
}

constexpr HandshakeVerdict verdict_of(const reference::Endpoint& model) {
  HandshakeVerdict verdict;
  if (model.has_sent) {
    const std::size_t body_size = model.close_sent.has_code ? 2 + model.close_sent.reason_size : 0;
    verdict.sent_size = (model.is_server ? 2 : 6) + body_size;
  }
  verdict.has_closed_transport = model.transport_closed;
  if (model.ended) verdict.told_code = model.told_code();
  verdict.clean = model.clean;
  return verdict;
}

/// What happens to one endpoint, in order. Input: one byte, of which bit 7 set means that the
/// endpoint is a server, and bit 6 that its connection is not open yet; then the events, see
/// `take_event`. The empty input: a client to which nothing happens.
template <Endpoint E>
struct ConversationWith {
  static constexpr std::string_view name = "Conversation";
  static constexpr std::string_view target = "handshake_fuzzer";

  Role role = Role::client;
  bool is_open = true;  ///< the connection, at the beginning
  Input script;

  E endpoint{role, is_open};                                    ///< at the end
  reference::Endpoint model{role == Role::server, is_open};     ///< at the end
  std::vector<Moment> moments = play(script, endpoint, model);  ///< at least one
  HandshakeVerdict verdict = verdict_of(moments.back());
  HandshakeVerdict expected = verdict_of(model);

  constexpr HandshakeVerdict judge(Input events) const;
  constexpr Input view() const { return script; }

  /// The events one after the other, with what came of each.
  constexpr std::span<const Moment> events() const { return std::span(moments).subspan(1); }

  /// What the endpoint has sent by then.
  constexpr Input sent_by(const Moment& moment) const {
    const Input sent = endpoint.sent();
    return sent.first(std::min(moment.sent_size, sent.size()));
  }

  static constexpr ConversationWith from(Input input) {
    if (input.empty()) return {};
    return {(input[0] & 0x80) != 0 ? Role::server : Role::client, (input[0] & 0x40) == 0,
            input.subspan(1)};
  }
};

using Conversation = ConversationWith<OwnEndpoint>;

/// The verdict of the codec alone, of which nothing is written down on the way.
template <>
constexpr HandshakeVerdict Conversation::judge(Input rest) const {
  using enum ConversationEvent::Kind;
  auto handshake = OwnEndpoint::handshake_of(role, is_open);
  HandshakeVerdict result;
  while (!rest.empty()) {
    const ConversationEvent event = take_event(rest);
    ClosingHandshake::Result output;
    if (event.kind == bytes_arrive) output = handshake.receive(event.bytes);
    if (event.kind == connection_opens) handshake.opened();
    if (event.kind == transport_ends) handshake.transport_ended();
    if (event.kind == tls_fails) handshake.tls_failed();
    if (event.kind == application_closes || event.kind == application_fails) {
      const auto close = event.code ? Close::with(StatusCode{*event.code}, event.reason_text())
                                    : std::expected<Close, CloseError>{};
      if (!close) continue;
      output = event.kind == application_closes ? handshake.close(*close) : handshake.fail(*close);
    }
    if (!output) continue;
    result.sent_size += output->to_send.size();
    result.has_closed_transport = result.has_closed_transport || output->close_transport;
  }
  if (const auto close = handshake.connection_close()) {
    result.told_code = std::to_underlying(close->code);
    result.clean = close->clean;
  }
  return result;
}

inline void append_input(Bytes& input, const Conversation& conversation) {
  input.reserve(input.size() + 1 + conversation.script.size());
  input.push_back(static_cast<std::uint8_t>((conversation.role == Role::server ? 0x80 : 0x00) |
                                            (conversation.is_open ? 0x00 : 0x40)));
  input.insert(input.end(), conversation.script.begin(), conversation.script.end());
}

}  // namespace closeframe::props
