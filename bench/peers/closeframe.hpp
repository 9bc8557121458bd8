// SPDX-License-Identifier: Apache-2.0
// This codec. What the others beside it are compared with, and what to copy for another one.
#pragma once

#include <closeframe/handshake.hpp>
#include <cstddef>
#include <expected>
#include <span>
#include <string_view>

#include "../workloads.hpp"

namespace closeframe::bench {

struct Closeframe {
  static constexpr const char* name = "closeframe";
  static constexpr const char* note = "all checks of RFC 6455; results own their bytes, no heap";
  static constexpr bool checks_body = true;  ///< refuses codes and texts that may not be sent

  // Each operation takes what it needs and returns what the implementation itself returns. What an
  // implementation has no function for is left out.

  static auto decode_body(const Bytes& body) { return closeframe::decode_body(body); }
  static auto decode_masked_frame(const Bytes& frame) { return decode_frame(frame, Role::client); }
  static auto decode_unmasked_frame(const Bytes& frame) {
    return decode_frame(frame, Role::server);
  }

  static Close prepare(const Answer& close) {
    return *Close::with(static_cast<StatusCode>(close.code), close.reason);
  }
  static auto encode_body(const Close& close) { return closeframe::encode_body(close); }
  static auto encode_masked_frame(const Close& close) { return encode_client_frame(close, key); }
  static auto encode_unmasked_frame(const Close& close) { return encode_server_frame(close); }

  static bool check_utf8(std::string_view text) { return is_utf8(text); }
  static std::size_t cut(std::string_view text, std::size_t size) {
    return truncate(text, size).size();
  }

  /// A server receives a close, answers it, and tells its application.
  struct Handshake {
    Frame sent;
    ClosingHandshake endpoint;
  };
  static Handshake shake_hands(const Bytes& frame) {
    Handshake result{{}, ClosingHandshake::of_server()};
    result.sent = result.endpoint.receive(frame).to_send;
    result.endpoint.transport_ended();
    return result;
  }

  // What a result says, to compare it.

  static Answer answer(const std::expected<Close, DecodeError>& close) {
    return close ? says(*close) : Answer{};
  }
  static Answer answer(const FrameResult& frame) {
    return frame.is_close() ? says(frame.close()) : Answer{};
  }
  static Answer answer(const Handshake& result) {
    const auto told = *result.endpoint.connection_close();
    return {told.clean, std::to_underlying(told.code), std::string(told.reason)};
  }
  static std::span<const std::uint8_t> sent(const Handshake& result) { return result.sent; }
  static std::span<const std::uint8_t> bytes(const auto& encoded) { return encoded; }

 private:
  static constexpr MaskingKey key{0x37, 0xFA, 0x21, 0x3D};

  static Answer says(const Close& close) {
    const auto code = close.code();
    return {true, code ? std::to_underlying(*code) : 0u, std::string(close.reason())};
  }
};

}  // namespace closeframe::bench
