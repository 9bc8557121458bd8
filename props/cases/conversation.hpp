// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "cases/allocation_count.hpp"
#include "cases/case.hpp"
#include "cases/endpoint.hpp"
#include "reference/endpoint.hpp"
#include "shapes/conversation.hpp"
#include "shapes/event.hpp"

namespace closeframe::props {

/// How an endpoint stands at the end of a conversation.
struct HandshakeVerdict {
  std::size_t sent_size = 0;  ///< bytes
  bool has_closed_transport = false;
  unsigned told_code = 0;  ///< 0 while the connection is open
  bool clean = false;

  friend constexpr bool operator==(const HandshakeVerdict&, const HandshakeVerdict&) = default;
};

template <Endpoint E>
constexpr HandshakeVerdict verdict_of(const E& endpoint) {
  HandshakeVerdict verdict;
  verdict.sent_size = endpoint.sent().size();
  verdict.has_closed_transport = endpoint.has_closed_transport();
  if (const auto told = endpoint.told()) {
    verdict.told_code = told->code;
    verdict.clean = told->clean;
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

/// Lets `event` happen to `model`; false where the application's wish is refused.
constexpr bool happen(reference::Endpoint& model, const Event& event) {
  using enum Event::Kind;
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

/// An event, what was seen of the endpoint by its end, and how the model stood then.
struct Moment {
  Event event;
  std::size_t sent_size = 0;  ///< bytes, since the beginning
  bool refused = false;       ///< the application's wish, in this event
  bool has_closed_transport = false;
  bool has_told = false;         ///< the application that the connection is closed, and how
  bool tells_otherwise = false;  ///< than what it told first
  bool told_clean = false;
  // Of our own; others do not show these.
  HandshakeState state = HandshakeState::open;
  std::size_t used_size = 0;                ///< bytes, since the beginning
  std::optional<HandshakeError> refusal{};  ///< why the wish of this event was refused
  reference::Standing model;
  bool model_refused = false;  ///< the application's wish, in this event
};

/// A copy of what an application was told.
struct Telling {
  unsigned code;
  InlineBytes<char, max_reason_size> reason;
  bool clean;

  constexpr explicit Telling(const Told& told) : code(told.code), clean(told.clean) {
    reason.append(told.reason);
  }

  friend constexpr bool operator==(const Telling& telling, const Told& told) {
    return telling.code == told.code && telling.clean == told.clean &&
           std::ranges::equal(telling.reason, told.reason);
  }
};

/// A conversation that was played: to an endpoint and, beside it, to the model.
template <Endpoint E>
struct Case<shapes::ConversationWith<E>> : shapes::ConversationWith<E> {
  using Shape = shapes::ConversationWith<E>;

  E endpoint{this->role, this->is_open};                                 ///< at the end
  reference::Endpoint model{this->role == Role::server, this->is_open};  ///< at the end
  std::optional<Telling> told{};         ///< to the application, the first time
  bool uses_heap = false;                ///< the endpoint
  std::vector<Moment> moments = play();  ///< at least one: that before all events
  HandshakeVerdict verdict = verdict_of(endpoint);
  HandshakeVerdict expected = verdict_of(model);

  /// The events one after the other, with what came of each.
  constexpr std::span<const Moment> events() const { return std::span(moments).subspan(1); }

  /// What the endpoint has sent by then.
  constexpr Input sent_by(const Moment& moment) const {
    const Input sent = endpoint.sent();
    return sent.first(std::min(moment.sent_size, sent.size()));
  }

  static constexpr HandshakeVerdict codec_says(const Shape& conversation) {
    return verdict_at_the_end(E(conversation.role, conversation.is_open), conversation.script,
                              [](E& endpoint, const Event& event) { endpoint.happen(event); });
  }
  static constexpr HandshakeVerdict reference_says(const Shape& conversation) {
    return verdict_at_the_end(
        reference::Endpoint(conversation.role == Role::server, conversation.is_open),
        conversation.script,
        [](reference::Endpoint& model, const Event& event) { happen(model, event); });
  }

 private:
  constexpr std::vector<Moment> play() {
    std::vector<Moment> played;
    played.reserve(16);
    played.emplace_back();
    played.front().model = model.standing();
    look_at_endpoint(played.front());
    for (Input rest = this->script; !rest.empty();) {
      Moment& moment = played.emplace_back();
      moment.event = take_event(rest);
      moment.model_refused = !happen(model, moment.event);
      moment.model = model.standing();
      std::size_t allocations_before = allocations_so_far();
      moment.refused = !endpoint.happen(moment.event);
      look_at_endpoint(moment);
      uses_heap = uses_heap || allocations_so_far() != allocations_before;
    }
    return played;
  }

  constexpr void look_at_endpoint(Moment& moment) {
    moment.sent_size = endpoint.sent().size();
    moment.has_closed_transport = endpoint.has_closed_transport();
    if constexpr (requires { endpoint.used_size(); }) {
      moment.state = endpoint.state();
      moment.used_size = endpoint.used_size();
      moment.refusal = endpoint.refusal();
    }
    const auto telling = endpoint.told();
    if (!telling) return;
    if (!told) told.emplace(*telling);
    moment.has_told = true;
    moment.tells_otherwise = *told != *telling;
    moment.told_clean = telling->clean;
  }

  static constexpr HandshakeVerdict verdict_at_the_end(auto endpoint, Input script, auto happens) {
    while (!script.empty()) happens(endpoint, take_event(script));
    return verdict_of(endpoint);
  }
};

template <>
inline constexpr auto examples<shapes::Conversation> = std::to_array<shapes::Conversation>({
    {Role::client, bytes<"">},
    // The application closes, the peer answers, the transport ends.
    {Role::client, bytes<"\x43\x03\xE8"
                         "bye"
                         "\x04\x88\x02\x03\xE8"
                         "\xC0">},
    // The peer closes with 1001, in two arrivals.
    {Role::server, bytes<"\x03\x88\x82\x00"
                         "\x05\x00\x00\x00\x03\xE9"
                         "\xC0">},
    // The peer closes without status, after a ping and a fragment of a message.
    {Role::client, bytes<"\x08\x89\x01!\x01\x02hi\x88"
                         "\x01\x00"
                         "\xC0">},
    // The peer's close carries 1005; then comes another one.
    {Role::client, bytes<"\x04\x88\x02\x03\xED"
                         "\x02\x88\x00"
                         "\xC0">},
    // The reason is not UTF-8, when our close was already sent.
    {Role::client, bytes<"\x40\x03\xE8"
                         "\x05\x88\x03\x03\xE8\xFF"
                         "\xC0">},
    // The peer vanishes; TLS never came about; a second end.
    {Role::server, bytes<"\xC0">},
    {Role::server, bytes<"\xC2\xC0">, false},
    // Closed, failed and closed by the peer before the connection opens; then it opens.
    {Role::client,
     bytes<"\x40\x03\xE8"
           "\x02\x88\x00"
           "\xC1"
           "\x40\x03\xE8"
           "\xC2">,
     false},
    {Role::server,
     bytes<"\x40\x03\xF2"
           "\x80\x03\xEA"
           "\xC1">,
     false},
    // Another frame is masked by a server, unmasked by a client, or of an impossible length.
    {Role::client, bytes<"\x06\x89\x80\x00\x00\x00\x00">},
    {Role::server, bytes<"\x02\x89\x00">},
    {Role::client, bytes<"\x02\x82\x7F"
                         "\x01\x80"
                         "\xC0">},
    // The application fails the connection when both closes have been exchanged.
    {Role::client, bytes<"\x02\x88\x00"
                         "\x80\x03\xEB">},
    // The application fails the connection, then closes it.
    {Role::server, bytes<"\x80\x03\xEF"
                         "\x7F"
                         "\xC0">},
    // 1010 asked of a server; a code and a reason that no close carries.
    {Role::server, bytes<"\x40\x03\xF2"
                         "\x40\x03\xED"
                         "\x41\x03\xE8\xFF"
                         "\xC0">},
    // Frames of the longer length forms, then a close.
    {Role::client, bytes<"\x06\x82\x7E\x00\x02\x88\x00"
                         "\x0B\x82\x7F\x00\x00\x00\x00\x00\x00\x00"
                         "\x01!"
                         "\x02\x88\x00">},
});

}  // namespace closeframe::props
