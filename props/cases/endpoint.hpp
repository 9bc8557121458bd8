// SPDX-License-Identifier: Apache-2.0
// Any implementation of the closing handshake, seen from outside: what happens to it, what it
// sends, what its application is told. The properties of a conversation know nothing else, so
// whatever stands behind this interface is held to them.
#pragma once

#include <algorithm>
#include <closeframe/close.hpp>
#include <closeframe/handshake.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "shapes/event.hpp"

namespace closeframe::props {

/// What an application is told when its connection is closed (RFC 6455 §7.1.4 to §7.1.6). A view,
/// until the next event.
struct Told {
  unsigned code;
  std::string_view reason;
  bool clean;

  friend constexpr bool operator==(const Told&, const Told&) = default;
};

/// An implementation behind this interface. It is made with its role, and with whether its
/// connection is open already.
template <class T>
concept Endpoint = std::constructible_from<T, Role, bool> &&
                   requires(T endpoint, const T& observed, const Event& event) {
                     /// Lets it happen. False where the application's wish was refused.
                     { endpoint.happen(event) } -> std::same_as<bool>;
                     /// All it has sent so far.
                     { observed.sent() } -> std::convertible_to<std::span<const std::uint8_t>>;
                     /// Whether it has closed the transport, or asked for that.
                     { observed.has_closed_transport() } -> std::same_as<bool>;
                     /// What its application was told; nothing while the connection is open.
                     { observed.told() } -> std::same_as<std::optional<Told>>;
                   };

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

  constexpr bool happen(const Event& event) {
    using enum Event::Kind;
    is_refused_ = false;
    if (event.kind == bytes_arrive) obey(handshake_.receive(event.bytes));
    if (event.kind == connection_opens) handshake_.opened();
    if (event.kind == transport_ends) handshake_.transport_ended();
    if (event.kind == tls_fails) handshake_.tls_failed();
    const bool is_wish = event.kind == application_closes || event.kind == application_fails;
    return !is_wish || grant(event);
  }

  constexpr void obey(const HandshakeOutput& output) {
    const std::span<const std::uint8_t> frame = output.to_send;
    if (!frame.empty()) sent_.append(frame.first(std::min(frame.size(), capacity - sent_.size())));
    has_closed_transport_ = has_closed_transport_ || output.close_transport;
    used_size_ += output.used_size;
  }

  constexpr std::span<const std::uint8_t> sent() const { return sent_; }
  constexpr bool has_closed_transport() const { return has_closed_transport_; }

  constexpr std::optional<Told> told() const {
    const auto close = handshake_.connection_close();
    if (!close) return std::nullopt;
    return Told{std::to_underlying(close->code), close->reason, close->clean};
  }

  constexpr HandshakeState state() const { return handshake_.state(); }
  constexpr std::size_t used_size() const { return used_size_; }
  constexpr std::optional<HandshakeError> refusal() const {
    return is_refused_ ? std::optional(refusal_) : std::nullopt;
  }
  constexpr ClosingHandshake& handshake() { return handshake_; }
  constexpr const ClosingHandshake& handshake() const { return handshake_; }

 private:
  /// Room for one whole frame and for the beginning of a second, which must never be sent.
  static constexpr std::size_t capacity = 255;
  static_assert(capacity > max_frame_size);

  /// The wish of the application; false where it is refused.
  constexpr bool grant(const Event& wish) {
    const auto close = wish.code ? Close::with(StatusCode{*wish.code}, wish.reason_text())
                                 : std::expected<Close, CloseError>{};
    if (!close) return false;
    const auto output = wish.kind == Event::Kind::application_closes ? handshake_.close(*close)
                                                                     : handshake_.fail(*close);
    is_refused_ = !output;
    if (output)
      obey(*output);
    else
      refusal_ = output.error();
    return !is_refused_;
  }

  ClosingHandshake handshake_;
  InlineBytes<std::uint8_t, capacity> sent_;
  bool has_closed_transport_ = false;
  std::size_t used_size_ = 0;  // bytes, since the beginning
  bool is_refused_ = false;    // by the handshake, in the last event
  HandshakeError refusal_{};
};

static_assert(Endpoint<OwnEndpoint>);

}  // namespace closeframe::props
