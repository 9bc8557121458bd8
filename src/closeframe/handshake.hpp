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

#include "close_finder.hpp"
#include "error.hpp"
#include "frame.hpp"
#include "handshake_transitions.hpp"

namespace closeframe {

/// Why a handshake does not send a close that any other may send: the caller's mistake. Where both
/// apply, the first is reported.
enum class HandshakeError : std::uint8_t {
  code_not_for_servers,  ///< 1010, which a server only echoes
  not_open,              ///< the connection is not open yet
};

/// One row of the table of why a handshake does not send a close.
struct HandshakeErrorRow {
  HandshakeError error;     ///< whose row this is
  std::string_view words;   ///< what is wrong, without a full stop
  std::string_view clause;  ///< where that is written; "policy" where it is this library's choice
};

/// Every `HandshakeError`, each in exactly one row.
inline constexpr auto handshake_errors = std::to_array<HandshakeErrorRow>({
    {HandshakeError::code_not_for_servers, "a server does not send 1010 of its own wish", "policy"},
    {HandshakeError::not_open, "the connection is not open yet", "RFC 6455 §4.1"},
});

namespace detail {

inline constexpr HandshakeErrorRow no_handshake_error{HandshakeError{0xFF}, no_error_words, ""};

}  // namespace detail

static_assert(detail::are_in_order(handshake_errors), "a row for each, in their order");

/// The row of `error`. A number that is no `HandshakeError` has one as well, which says so.
constexpr const HandshakeErrorRow& row_of(HandshakeError error) noexcept {
  return detail::find_row(handshake_errors, error, detail::no_handshake_error);
}

/// What is wrong, in a few words without a full stop.
constexpr std::string_view to_string(HandshakeError error) noexcept { return row_of(error).words; }

/// What an endpoint has to do after an event.
struct [[nodiscard]] HandshakeOutput {
  Frame to_send;  ///< bytes to send; none where it is empty
  /// After sending them, close the transport: end our direction of it, then read and discard until
  /// the other ends too. Closing it with bytes unread would make TCP discard what we sent.
  bool close_transport = false;
  /// Of `receive`: how many of the bytes were used. Up to the end of the peer's close, all where
  /// there was none, none where no close was awaited. The others are not part of the connection.
  std::size_t used_size = 0;
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
///
/// It reads all that arrives, with `receive`, or is told by a caller that reads frames itself what
/// those were, with `received`: one of the two for the whole connection.
class ClosingHandshake {
 public:
  /// What to do, or why the close is refused: then nothing has changed.
  using Result = std::expected<HandshakeOutput, HandshakeError>;

  /// A server's side of an open connection.
  static constexpr ClosingHandshake of_server() noexcept {
    return {Role::server, {}, HandshakeState::open};
  }

  /// A client's side of an open connection, which masks the only frame it will send with `key`.
  static constexpr ClosingHandshake of_client(const MaskingKey& key) noexcept {
    return {Role::client, key, HandshakeState::open};
  }

  /// A server's side of a connection that is not open yet: see `opened`.
  static constexpr ClosingHandshake of_connecting_server() noexcept {
    return {Role::server, {}, HandshakeState::connecting};
  }

  /// A client's side of a connection that is not open yet: see `opened`.
  static constexpr ClosingHandshake of_connecting_client(const MaskingKey& key) noexcept {
    return {Role::client, key, HandshakeState::connecting};
  }

  /// Where this endpoint is in the handshake.
  constexpr HandshakeState state() const noexcept { return state_; }

  /// The opening handshake is over and the connection is open. Before that nothing is sent and
  /// nothing read: bytes of frames that arrive together with the end of the opening handshake are
  /// to be handed over after this.
  constexpr void opened() noexcept { static_cast<void>(on(detail::opened, {})); }

  /// The application closes. Refused while the connection is not open: there it can only `fail`. A
  /// server may not send 1010 of its own wish (policy), whatever the state.
  [[nodiscard]] constexpr Result close(const Close& close) noexcept {
    if (is_for_clients(close)) return std::unexpected(HandshakeError::code_not_for_servers);
    if (state_ == HandshakeState::connecting) return std::unexpected(HandshakeError::not_open);
    return on(detail::we_close, close);
  }

  /// The application found something broken, in a message say, or has waited long enough, and fails
  /// the connection with `close` (RFC 6455 §7.1.7). `close` is sent where the connection is open
  /// and none was sent yet. In every state but `ended` the output says to close the transport: this
  /// is also how to stop waiting for the peer to do so. A server may not send 1010 of its own wish
  /// (policy), whatever the state.
  [[nodiscard]] constexpr Result fail(const Close& close) noexcept {
    if (is_for_clients(close)) return std::unexpected(HandshakeError::code_not_for_servers);
    return on(detail::we_fail, close);
  }

  /// Bytes arrived, of whatever frames, however split. They are read up to the peer's close, which
  /// is answered with its own code: what follows it is discarded (RFC 6455 §1.4). A close that is
  /// wrong fails the connection, and so does another frame whose header shows a wrong mask bit or
  /// an impossible length; see `CloseFinder` for what of other frames is not looked at.
  [[nodiscard]] constexpr HandshakeOutput receive(std::span<const std::uint8_t> bytes) noexcept {
    std::size_t used_size = 0;
    while (used_size < bytes.size() && awaits_close()) {
      const FrameResult found = finder_.next(bytes.subspan(used_size));
      used_size += found.size();
      if (found.is_incomplete()) continue;
      HandshakeOutput output = found.is_close() ? received(found.close()) : received(found.error());
      output.used_size = used_size;
      return output;
    }
    return {{}, false, used_size};
  }

  /// The peer's close arrived, and is answered with its own code and no reason. It counts where the
  /// connection is open and no other close and no error arrived before it.
  [[nodiscard]] constexpr HandshakeOutput received(const Close& theirs) noexcept {
    return close_arrived(theirs, answer_to(theirs));
  }

  /// The peer's close arrived, and is answered with `ours`, if an answer is due. A server may not
  /// answer 1010 to anything but 1010 (policy).
  [[nodiscard]] constexpr Result received(const Close& theirs, const Close& ours) noexcept {
    if (is_for_clients(ours) && !is_for_clients(theirs))
      return std::unexpected(HandshakeError::code_not_for_servers);
    return close_arrived(theirs, ours);
  }

  /// A frame arrived that is wrong: the connection is failed, with 1007 or 1002 (policy).
  [[nodiscard]] constexpr HandshakeOutput received(DecodeError error) noexcept {
    if (awaits_close()) failure_ = error;
    return on(detail::error_arrived, *Close::with(answer_to(error)));
  }

  /// The transport has come to its end: nothing is left to do. Only the first time counts.
  constexpr void transport_ended() noexcept {
    if (state_ == HandshakeState::done) clean_ = true;
    static_cast<void>(on(detail::transport_ended, {}));
  }

  /// The transport has come to its end because its TLS handshake failed. So there never was a
  /// connection: of one that has been open this says no more than that the transport ended.
  constexpr void tls_failed() noexcept {
    if (state_ == HandshakeState::connecting) tls_failed_ = true;
    transport_ended();
  }

  /// The peer's close; nothing while none was received.
  constexpr const std::optional<Close>& peer_close() const& noexcept { return peer_close_; }
  constexpr const std::optional<Close>& peer_close() const&& = delete;

  /// What was wrong with a frame of the peer, so that the connection was failed; nothing where it
  /// was not, or where the application failed it. Worth a line in the log.
  constexpr std::optional<DecodeError> failure() const noexcept { return failure_; }

  /// What the application is told; nothing until the transport has ended.
  constexpr std::optional<ConnectionClose> connection_close() const& noexcept {
    if (state_ != HandshakeState::ended) return std::nullopt;
    if (peer_close_)
      return ConnectionClose{peer_close_->code().value_or(StatusCode::no_status_received),
                             peer_close_->reason(), clean_};
    return ConnectionClose{
        tls_failed_ ? StatusCode::tls_handshake : StatusCode::abnormal_closure, {}, clean_};
  }
  constexpr std::optional<ConnectionClose> connection_close() const&& = delete;

 private:
  constexpr ClosingHandshake(Role role, const MaskingKey& key, HandshakeState state) noexcept
      : role_(role),
        key_(key),
        state_(state),
        finder_(role == Role::client ? Role::server : Role::client) {}

  constexpr bool is_for_clients(const Close& close) const noexcept {
    return role_ == Role::server && close.code() == StatusCode::mandatory_extension;
  }

  /// Whether what the peer sends still matters.
  constexpr bool awaits_close() const noexcept {
    return state_ == HandshakeState::open || state_ == HandshakeState::close_sent;
  }

  constexpr HandshakeOutput close_arrived(const Close& theirs, const Close& ours) noexcept {
    if (awaits_close()) peer_close_ = theirs;
    return on(detail::close_arrived, ours);
  }

  constexpr HandshakeOutput on(detail::HandshakeEvent event, const Close& close) noexcept {
    const auto& row = detail::transitions_by_number[std::to_underlying(state_)];
    const detail::Transition& transition = row[std::to_underlying(event)];
    state_ = transition.to;
    HandshakeOutput output;
    if (transition.sends)
      output.to_send =
          role_ == Role::client ? encode_client_frame(close, key_) : encode_server_frame(close);
    output.close_transport =
        transition.hangs_up == detail::HangsUp::either ||
        (transition.hangs_up == detail::HangsUp::server && role_ == Role::server);
    return output;
  }

  Role role_;
  MaskingKey key_;
  HandshakeState state_;
  bool clean_ = false;
  bool tls_failed_ = false;
  std::optional<DecodeError> failure_;
  CloseFinder finder_;
  std::optional<Close> peer_close_;
};

}  // namespace closeframe
