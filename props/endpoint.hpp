// SPDX-License-Identifier: Apache-2.0
// Any implementation of the closing handshake, seen from outside: what happens to it, what it
// sends, what its application is told. The properties of a conversation know nothing else, so
// whatever stands behind this interface is held to them.
#pragma once

#include <closeframe/close.hpp>
#include <closeframe/handshake.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "event.hpp"

namespace closeframe::props {

/// What an application is told when its connection is closed (RFC 6455 §7.1.4 to §7.1.6).
struct Told {
  unsigned code;
  InlineBytes<char, max_reason_size> reason;
  bool clean;

  friend constexpr bool operator==(const Told&, const Told&) = default;
};

/// An implementation behind this interface. It is made with its role, and with whether its
/// connection is open already.
template <class T>
concept Endpoint = std::constructible_from<T, Role, bool> &&
                   requires(T endpoint, const T& observed, const ConversationEvent& event) {
                     /// Lets it happen. False where the application's wish was refused.
                     { endpoint.happen(event) } -> std::same_as<bool>;
                     /// All it has sent so far.
                     { observed.sent() } -> std::convertible_to<std::span<const std::uint8_t>>;
                     /// Whether it has closed the transport, or asked for that.
                     { observed.has_closed_transport() } -> std::same_as<bool>;
                     /// What its application was told; nothing while the connection is open.
                     { observed.told() } -> std::same_as<std::optional<Told>>;
                   };

/// What was seen of an endpoint by the end of one event.
struct Observation {
  std::size_t sent_size = 0;  ///< bytes, since the beginning
  bool refused = false;       ///< the application's wish, in this event
  bool has_closed_transport = false;
  // Of our own; others do not show these.
  HandshakeState state = HandshakeState::open;
  std::size_t used_size = 0;              ///< bytes, since the beginning
  std::optional<HandshakeError> refusal;  ///< why the wish of this event was refused
  std::optional<Told> told;
};

/// How `endpoint` looks now.
template <Endpoint E>
constexpr Observation look_at(const E& endpoint) {
  Observation seen{.sent_size = endpoint.sent().size(),
                   .refused = false,
                   .has_closed_transport = endpoint.has_closed_transport(),
                   .state = HandshakeState::open,
                   .used_size = 0,
                   .refusal = std::nullopt,
                   .told = endpoint.told()};
  if constexpr (requires { endpoint.used_size(); }) {
    seen.state = endpoint.state();
    seen.used_size = endpoint.used_size();
    seen.refusal = endpoint.refusal();
  }
  return seen;
}

/// Lets `event` happen to `endpoint` and looks at it.
template <Endpoint E>
constexpr Observation observe(E& endpoint, const ConversationEvent& event) {
  const bool refused = !endpoint.happen(event);
  Observation seen = look_at(endpoint);
  seen.refused = refused;
  return seen;
}

/// The codec's own `ClosingHandshake` behind the interface.
class OwnEndpoint {
 public:
  static constexpr MaskingKey key{0x37, 0xFA, 0x21, 0x3D};

  constexpr OwnEndpoint(Role role, bool is_open) : handshake_(handshake_of(role, is_open)) {}

  static constexpr ClosingHandshake handshake_of(Role role, bool is_open) {
    if (role == Role::server)
      return is_open ? ClosingHandshake::of_server() : ClosingHandshake::of_connecting_server();
    return is_open ? ClosingHandshake::of_client(key) : ClosingHandshake::of_connecting_client(key);
  }

  constexpr bool happen(const ConversationEvent& event) {
    using enum ConversationEvent::Kind;
    is_refused_ = false;
    if (event.kind == bytes_arrive) obey(handshake_.receive(event.bytes));
    if (event.kind == connection_opens) handshake_.opened();
    if (event.kind == transport_ends) handshake_.transport_ended();
    if (event.kind == tls_fails) handshake_.tls_failed();
    if (event.kind != application_closes && event.kind != application_fails) return true;
    const auto close = event.code ? Close::with(StatusCode{*event.code}, event.reason_text())
                                  : std::expected<Close, CloseError>{};
    if (!close) return false;
    const auto output =
        event.kind == application_closes ? handshake_.close(*close) : handshake_.fail(*close);
    is_refused_ = !output;
    if (output)
      obey(*output);
    else
      refusal_ = output.error();
    return !is_refused_;
  }

  constexpr void obey(const HandshakeOutput& output) {
    if (output.to_send.size() != 0)
      sent_.insert(sent_.end(), output.to_send.begin(), output.to_send.end());
    has_closed_transport_ = has_closed_transport_ || output.close_transport;
    used_size_ += output.used_size;
  }

  constexpr std::span<const std::uint8_t> sent() const { return sent_; }
  constexpr bool has_closed_transport() const { return has_closed_transport_; }

  constexpr std::optional<Told> told() const {
    const auto close = handshake_.connection_close();
    if (!close) return std::nullopt;
    Told told{std::to_underlying(close->code), {}, close->clean};
    told.reason.append(close->reason);
    return told;
  }

  constexpr HandshakeState state() const { return handshake_.state(); }
  constexpr std::size_t used_size() const { return used_size_; }
  constexpr std::optional<HandshakeError> refusal() const {
    return is_refused_ ? std::optional(refusal_) : std::nullopt;
  }
  constexpr ClosingHandshake& handshake() { return handshake_; }
  constexpr const ClosingHandshake& handshake() const { return handshake_; }

 private:
  ClosingHandshake handshake_;
  std::vector<std::uint8_t> sent_;
  bool has_closed_transport_ = false;
  std::size_t used_size_ = 0;  // bytes, since the beginning
  bool is_refused_ = false;  // by the handshake, in the last event
  HandshakeError refusal_{};
};

static_assert(Endpoint<OwnEndpoint>);

}  // namespace closeframe::props
