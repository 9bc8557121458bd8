// SPDX-License-Identifier: Apache-2.0
// One endpoint's closing handshake, read straight from RFC 6455 §7.1: facts instead of states,
// and everything received read again from its beginning whenever more arrives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "close_frame.hpp"

namespace reference {

/// A close frame in a stream of frames, or one that is wrong.
struct Found {
  std::size_t end;  ///< where it ends; where it begins, if it is wrong
  Verdict verdict;
};

/// What the header of a frame that is no close shows to be wrong. Policy: nothing else is asked.
constexpr Fault header_fault(std::span<const std::uint8_t> bytes, bool from_client) {
  if (bytes.size() < 2) return Fault::none;
  // §5.1: "a client MUST mask all frames that it sends"; "A server MUST NOT mask any frames".
  const bool masked = bytes[1] / 128 == 1;
  if (from_client && !masked) return Fault::mask_missing;
  if (!from_client && masked) return Fault::mask_present;
  // §5.2: "(the most significant bit MUST be 0)"
  if (bytes[1] % 128 == 127 && bytes.size() >= 3 && bytes[2] >= 128)
    return Fault::length_over_63_bits;
  return Fault::none;
}

/// §5.2: the size of the frame at the beginning of `bytes`; nothing where it is not whole.
constexpr std::optional<std::size_t> frame_size(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 2) return std::nullopt;
  std::size_t header_size = 2;
  std::uint64_t payload_size = bytes[1] % 128;
  if (payload_size == 126) {
    // "the following 2 bytes interpreted as a 16-bit unsigned integer are the payload length"
    if (bytes.size() < 4) return std::nullopt;
    header_size = 4;
    payload_size = bytes[2] * 256u + bytes[3];
  } else if (payload_size == 127) {
    // "the following 8 bytes interpreted as a 64-bit unsigned integer"
    if (bytes.size() < 10) return std::nullopt;
    header_size = 10;
    payload_size = 0;
    for (std::size_t i = 2; i < 10; ++i) payload_size = (payload_size << 8) + bytes[i];
  }
  if (bytes[1] / 128 == 1) header_size += 4;
  if (bytes.size() < header_size || bytes.size() - header_size < payload_size) return std::nullopt;
  return header_size + static_cast<std::size_t>(payload_size);
}

/// The first close frame among the frames of `bytes`, or the first that is wrong before it.
constexpr std::optional<Found> find_close(std::span<const std::uint8_t> bytes, bool from_client) {
  std::size_t begin = 0;
  while (begin < bytes.size()) {
    const auto rest = bytes.subspan(begin);
    if (rest[0] % 16 == 8) {
      const Verdict verdict = decode_frame(rest, from_client);
      if (!verdict.complete) return std::nullopt;
      return Found{begin + verdict.frame_size, verdict};
    }
    const Fault fault = header_fault(rest, from_client);
    if (fault != Fault::none) return Found{begin, faulty(fault)};
    const auto size = frame_size(rest);
    if (!size) return std::nullopt;
    begin += *size;
  }
  return std::nullopt;
}

/// The facts about an endpoint.
struct Standing {
  bool opened = false;        ///< the connection
  bool has_sent = false;      ///< a close
  bool has_received = false;  ///< a close
  bool failed = false;
  Fault failure = Fault::none;    ///< of a frame of the peer, which has failed the connection
  bool given_up = false;          ///< by the application, when both closes had been exchanged
  bool transport_closed = false;  ///< by us
  bool ended = false;
  bool tls_failed = false;
  bool clean = false;
  std::size_t used_size = 0;  ///< bytes that arrived and were of use

  /// §4.1: "the client MUST wait for a response from the server before sending any further data".
  constexpr bool is_connecting() const { return !opened && !failed && !ended; }
};

/// An endpoint as the RFC describes it.
class Endpoint : public Standing {
 public:
  bool is_server;
  Verdict close_sent;      ///< what it says, once it was sent
  Verdict close_received;  ///< what it says, once it was received
  std::vector<std::uint8_t> received;

  constexpr Endpoint(bool server, bool is_open) : is_server(server) { opened = is_open; }

  constexpr const Standing& standing() const { return *this; }

  /// §7.1.5, §7.4.1: what the application is told, once the transport has ended.
  constexpr unsigned told_code() const {
    if (has_received) return close_received.has_code ? close_received.code : 1005;
    return tls_failed ? 1015 : 1006;
  }

  constexpr void connection_opens() {
    if (is_connecting()) opened = true;
  }

  constexpr void bytes_arrive(std::span<const std::uint8_t> bytes) {
    // §1.4: "after receiving a control frame indicating the connection should be closed, a peer
    // discards any further data received"; §7.1.7: a failed endpoint "MUST NOT continue to
    // attempt to process data".
    if (!opened || has_received || failed || ended) return;
    received.insert(received.end(), bytes.begin(), bytes.end());
    used_size = received.size();
    const auto found = find_close(received, is_server);
    if (!found) return;
    if (found->verdict.fault != Fault::none) {
      failure = found->verdict.fault;
      // Policy: 1007 where only the UTF-8 is wrong, 1002 otherwise.
      fail(judge(found->verdict.fault == Fault::utf8 ? 1007 : 1002, ""));
      return;
    }
    has_received = true;
    used_size = found->end;
    close_received = found->verdict;
    // §5.5.1: "If an endpoint receives a Close frame and did not previously send a Close frame,
    // the endpoint MUST send a Close frame in response." Policy: the same code, no reason.
    send(close_received.has_code ? judge(close_received.code, "") : Verdict{});
    // §7.1.1: "the server MUST close the connection immediately".
    if (is_server) transport_closed = true;
  }

  /// `close` is well-formed. False: it is refused, because the connection is not open yet, or by
  /// policy, because §7.4.1 has no server send 1010 of its own wish.
  constexpr bool application_closes(const Verdict& close) {
    if (is_server && close.has_code && close.code == 1010) return false;
    if (is_connecting()) return false;
    if (!has_received && !failed && !ended) send(close);
    return true;
  }

  /// `close` is well-formed. False: policy refuses it, as above.
  constexpr bool application_fails(const Verdict& close) {
    if (is_server && close.has_code && close.code == 1010) return false;
    if (ended) return true;
    if (has_received) {
      // §7.1.1: a client "MAY close the connection at any time subject to its choosing".
      given_up = true;
      transport_closed = true;
    } else if (!failed) {
      fail(close);
    }
    return true;
  }

  constexpr void transport_ends(bool by_tls_failure) {
    if (ended) return;
    tls_failed = by_tls_failure && is_connecting();
    ended = true;
    // §7.1.4: closed "after the WebSocket closing handshake was completed": cleanly.
    clean = has_sent && has_received;
  }

 private:
  /// A second one is never sent.
  constexpr void send(const Verdict& close) {
    if (has_sent) return;
    has_sent = true;
    close_sent = close;
  }

  /// §7.1.7: "If The WebSocket Connection is Established prior to the point where the endpoint is
  /// required to Fail the WebSocket Connection, the endpoint SHOULD send a Close frame with an
  /// appropriate status code before proceeding to Close the WebSocket Connection".
  constexpr void fail(const Verdict& close) {
    failed = true;
    if (opened) send(close);
    transport_closed = true;
  }
};

}  // namespace reference
