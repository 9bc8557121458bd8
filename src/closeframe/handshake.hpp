// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "frame.hpp"
#include "frame_splitter.hpp"

namespace closeframe {

/// Where one endpoint is in the closing handshake. It only ever moves down this list.
enum class HandshakeState : std::uint8_t {
  open,        ///< no close was sent, none received
  close_sent,  ///< ours was sent; theirs is awaited
  done,        ///< both were, ours handed out to be sent: the end of the transport is awaited
  failed,      ///< something was broken: the connection is failed (RFC 6455 §7.1.7)
  ended,       ///< the transport is gone
};

/// How the transport came to its end.
enum class TransportEnd : std::uint8_t {
  clean,        ///< as TCP ends, or TLS
  abrupt,       ///< a reset, a time-out
  tls_failure,  ///< there never was a connection: its TLS handshake failed
};

namespace detail {

enum class HandshakeEvent : std::uint8_t { we_close, close_arrived, we_fail, transport_ended };

enum class HangsUp : std::uint8_t { nobody, server, either };

struct Transition {
  HandshakeState next;
  bool sends;        ///< our close
  HangsUp hangs_up;  ///< which role closes the transport now
};

/// The closing handshake: a row for each state, a column for each event. Frames that are not
/// closes change nothing. A second close is never sent (RFC 6455 §5.5.1); the server closes the
/// transport first (§7.1.1); who fails the connection closes it at once (§7.1.7).
// clang-format off: a table is read as a table.
using enum HandshakeState;
using enum HangsUp;
inline constexpr bool sends = true, silent = false;
inline constexpr std::array<std::array<Transition, 4>, 5> transitions{{
//                   we close                       close arrived             we fail                     transport ended
/* open */       {{{close_sent, sends, nobody},  {done, sends, server},    {failed, sends, either},    {ended, silent, nobody}}},
/* close_sent */ {{{close_sent, silent, nobody}, {done, silent, server},   {failed, silent, either},   {ended, silent, nobody}}},
/* done */       {{{done, silent, nobody},       {done, silent, nobody},   {done, silent, nobody},     {ended, silent, nobody}}},
/* failed */     {{{failed, silent, nobody},     {failed, silent, nobody}, {failed, silent, nobody},   {ended, silent, nobody}}},
/* ended */      {{{ended, silent, nobody},      {ended, silent, nobody},  {ended, silent, nobody},    {ended, silent, nobody}}},
}};
// clang-format on

}  // namespace detail

/// What an endpoint has to do after an event.
struct HandshakeOutput {
  Frame to_send;  ///< bytes to send; none where it is empty
  /// After sending them, close the transport: end our direction of it, then read and discard until
  /// the other ends too. Closing it with bytes unread would make TCP discard what we sent.
  bool close_transport = false;
};

/// What the application is told when the connection is closed.
struct ConnectionClose {
  StatusCode code;          ///< RFC 6455 §7.1.5: what was received, else 1005, 1006 or 1015
  std::string_view reason;  ///< RFC 6455 §7.1.6; a view into the handshake
  bool clean;               ///< RFC 6455 §7.1.4: both sides had closed before the transport ended
};

/// The closing handshake of one endpoint (RFC 6455 §7.1), without I/O: the caller reports what
/// happened and does what the output says. It sends at most one close in its life; to send no data
/// after that is the caller's part.
class ClosingHandshake {
 public:
  /// A server's side.
  static constexpr ClosingHandshake of_server() noexcept { return {Role::server, {}}; }

  /// A client's side, which masks the only frame it will send with `key`.
  static constexpr ClosingHandshake of_client(const MaskingKey& key) noexcept {
    return {Role::client, key};
  }

  constexpr HandshakeState state() const noexcept { return state_; }

  /// The application closes. A server may not send 1010 (policy), whatever the state.
  constexpr std::expected<HandshakeOutput, CloseError> close(const Close& close) noexcept {
    return request(detail::HandshakeEvent::we_close, close);
  }

  /// The application found something broken, in a message say, and fails the connection with
  /// `close` (RFC 6455 §7.1.7). A server may not send 1010 (policy), whatever the state.
  constexpr std::expected<HandshakeOutput, CloseError> fail(const Close& close) noexcept {
    return request(detail::HandshakeEvent::we_fail, close);
  }

  /// Bytes arrived, of whatever frames, however split. They are read up to the peer's close: what
  /// follows it is discarded (RFC 6455 §1.4). A close that is wrong fails the connection.
  constexpr HandshakeOutput receive(std::span<const std::uint8_t> bytes) noexcept {
    while (!bytes.empty() && state_ <= HandshakeState::close_sent) {
      const auto part = splitter_.next(bytes);
      bytes = bytes.subspan(part.size);
      if (!part.close) continue;
      if (!*part.close)
        return on(detail::HandshakeEvent::we_fail, *Close::with(answer_to(part.close->error())));
      received_ = **part.close;
      return on(detail::HandshakeEvent::close_arrived, answer_to(*received_));
    }
    return {};
  }

  /// The transport has come to its end: nothing is left to do. Only the first time counts.
  constexpr void transport_ended(TransportEnd how) noexcept {
    if (state_ == HandshakeState::ended) return;
    clean_ = state_ == HandshakeState::done;
    tls_failed_ = how == TransportEnd::tls_failure;
    on(detail::HandshakeEvent::transport_ended, {});
  }

  /// What the application is told; nothing until the transport has ended.
  constexpr std::optional<ConnectionClose> connection_close() const noexcept {
    if (state_ != HandshakeState::ended) return std::nullopt;
    if (received_)
      return ConnectionClose{received_->code().value_or(StatusCode::no_status_received),
                             received_->reason(), clean_};
    return ConnectionClose{
        tls_failed_ ? StatusCode::tls_handshake : StatusCode::abnormal_closure, {}, clean_};
  }

 private:
  constexpr ClosingHandshake(Role role, const MaskingKey& key) noexcept
      : role_(role), key_(key), splitter_(role == Role::client ? Role::server : Role::client) {}

  constexpr std::expected<HandshakeOutput, CloseError> request(detail::HandshakeEvent event,
                                                               const Close& close) noexcept {
    if (role_ == Role::server && close.code() == StatusCode::mandatory_extension)
      return std::unexpected(CloseError::code_not_for_servers);
    return on(event, close);
  }

  constexpr HandshakeOutput on(detail::HandshakeEvent event, const Close& close) noexcept {
    const auto& row = detail::transitions[std::to_underlying(state_)];
    const auto [next, sends, hangs_up] = row[std::to_underlying(event)];
    state_ = next;
    HandshakeOutput output;
    if (sends)
      output.to_send =
          role_ == Role::client ? encode_client_frame(close, key_) : encode_server_frame(close);
    output.close_transport = hangs_up == detail::HangsUp::either ||
                             (hangs_up == detail::HangsUp::server && role_ == Role::server);
    return output;
  }

  Role role_;
  MaskingKey key_;
  HandshakeState state_ = HandshakeState::open;
  bool clean_ = false;
  bool tls_failed_ = false;
  FrameSplitter splitter_;
  std::optional<Close> received_;  // the peer's close
};

}  // namespace closeframe
