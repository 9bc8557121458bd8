// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "close.hpp"
#include "inline_bytes.hpp"
#include "mask.hpp"

namespace closeframe {

/// What is wrong with a close frame that was received: the peer's mistake.
///
/// Of a body: where several apply, the first in wire order is reported, that is length, then
/// code, then UTF-8. Of a frame: first whether it is a close frame at all, then wire order.
enum class DecodeError : std::uint8_t {
  not_a_close_frame,  ///< the opcode is not 8 (RFC 6455 §5.5.1)
  fragmented,         ///< FIN is not set (RFC 6455 §5.5)
  reserved_bit_set,   ///< RSV1, RSV2 or RSV3 (RFC 6455 §5.2)
  mask_missing,       ///< a client's frame without masking key (RFC 6455 §5.1)
  mask_not_allowed,   ///< a server's frame with masking key (RFC 6455 §5.1)
  length_not_7_bit,   ///< so the body is over 125 bytes, or the form not minimal (§5.2, §5.5)
  body_too_long,      ///< over 125 bytes (RFC 6455 §5.5)
  half_a_code,        ///< a body of one byte (RFC 6455 §5.5.1)
  code_not_allowed,   ///< a code that no close frame may carry; see `status_code_ranges`
  reason_not_utf8,    ///< RFC 6455 §5.5.1, §8.1
};

/// What is wrong, in a few words without a full stop.
constexpr std::string_view to_string(DecodeError error) noexcept {
  switch (error) {
    case DecodeError::not_a_close_frame: return "not a close frame";
    case DecodeError::fragmented: return "a close frame must not be fragmented";
    case DecodeError::reserved_bit_set: return "a reserved bit is set";
    case DecodeError::mask_missing: return "a client's frame must be masked";
    case DecodeError::mask_not_allowed: return "a server's frame must not be masked";
    case DecodeError::length_not_7_bit: return "the length is not in the 7-bit form";
    case DecodeError::body_too_long: return "the body is longer than 125 bytes";
    case DecodeError::half_a_code: return "the body has one byte, half a status code";
    case DecodeError::code_not_allowed: return "no close frame may carry this status code";
    default: return "the reason is not UTF-8";
  }
}

/// The status code an endpoint that refuses a close with `error` closes with itself: 1007 where
/// only the UTF-8 is wrong, 1002 otherwise (RFC 6455 §7.4.1).
constexpr StatusCode answer_to(DecodeError error) noexcept {
  return error == DecodeError::reason_not_utf8 ? StatusCode::invalid_frame_payload_data
                                               : StatusCode::protocol_error;
}

/// The body bytes of a close frame, 0 to 125 of them.
using Body = InlineBytes<std::uint8_t, max_body_size>;

namespace detail {

/// Reads a body, masked with `key`, into `close`, which has no status yet. After an error
/// `close` is not to be used.
constexpr std::optional<DecodeError> read_body(std::span<const std::uint8_t> body, const auto& key,
                                               Close& close) noexcept {
  if (body.size() > max_body_size) return DecodeError::body_too_long;
  if (body.empty()) return std::nullopt;
  if (body.size() < code_size) return DecodeError::half_a_code;
  std::array code{body[0], body[1]};
  mask(std::span(code), key, 0);
  close.code_ = StatusCode{static_cast<std::uint16_t>(code[0] << 8 | code[1])};
  if (!is_allowed_on_wire(close.code_)) return DecodeError::code_not_allowed;
  mask(close.reason_.append(body.subspan(code_size)), key, code_size);
  if (!is_utf8(close.reason())) return DecodeError::reason_not_utf8;
  return std::nullopt;
}

/// The size in bytes of the body of `close`.
constexpr std::uint8_t body_size(const Close& close) noexcept {
  return static_cast<std::uint8_t>(close.code() ? code_size + close.reason().size() : 0);
}

/// Appends the body of `close`, masked with `key`.
constexpr void append_body(auto& bytes, const Close& close, const auto& key) noexcept {
  if (const auto status = close.code()) {
    const unsigned number = std::to_underlying(*status);
    std::array code{static_cast<std::uint8_t>(number >> 8),
                    static_cast<std::uint8_t>(number & 0xFF)};
    mask(std::span(code), key, 0);
    bytes.append(code);
    mask(bytes.append(close.reason()), key, code_size);
  }
}

}  // namespace detail

/// Reads the body of a close frame (RFC 6455 §5.5.1), unmasked and whole.
constexpr std::expected<Close, DecodeError> decode_body(
    std::span<const std::uint8_t> body) noexcept {
  std::expected<Close, DecodeError> close;
  if (const auto error = detail::read_body(body, detail::NotMasked{}, *close))
    close = std::unexpected(*error);
  return close;
}

/// Writes the body of a close frame (RFC 6455 §5.5.1). Cannot fail: every `Close` may be sent.
constexpr Body encode_body(const Close& close) noexcept {
  Body body;
  detail::append_body(body, close, detail::NotMasked{});
  return body;
}

}  // namespace closeframe
