// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "body.hpp"
#include "close.hpp"
#include "inline_bytes.hpp"
#include "mask.hpp"

namespace closeframe {

/// The side of the connection an endpoint is on (RFC 6455 §1.2).
enum class Role : std::uint8_t { client, server };

inline constexpr std::size_t max_frame_size = 2 + sizeof(MaskingKey) + max_body_size;  ///< bytes

/// A close frame as it goes on the wire, 2 to 131 bytes: header, masking key, body.
using Frame = InlineBytes<std::uint8_t, max_frame_size>;

namespace detail {

// RFC 6455 §5.2, first and second byte of a frame.
inline constexpr std::uint8_t fin_bit = 0x80;
inline constexpr std::uint8_t reserved_bits = 0x70;
inline constexpr std::uint8_t opcode_bits = 0x0F;
inline constexpr std::uint8_t mask_bit = 0x80;
inline constexpr std::uint8_t length_bits = 0x7F;

inline constexpr std::uint8_t close_opcode = 0x8;
inline constexpr std::uint8_t close_byte = fin_bit | close_opcode;

constexpr std::optional<DecodeError> check_first_byte(std::uint8_t byte) noexcept {
  if ((byte & opcode_bits) != close_opcode) return DecodeError::not_a_close_frame;
  if ((byte & fin_bit) == 0) return DecodeError::fragmented;
  if ((byte & reserved_bits) != 0) return DecodeError::reserved_bit_set;
  return std::nullopt;
}

constexpr std::optional<DecodeError> check_second_byte(std::uint8_t byte, Role sender) noexcept {
  const bool masked = (byte & mask_bit) != 0;
  if (sender == Role::client && !masked) return DecodeError::mask_missing;
  if (sender == Role::server && masked) return DecodeError::mask_not_allowed;
  if ((byte & length_bits) > max_body_size) return DecodeError::length_not_7_bit;
  return std::nullopt;
}

}  // namespace detail

/// A close frame found at the beginning of what was received.
struct ReceivedFrame {
  Close close;       ///< what it says
  std::size_t size;  ///< bytes it takes on the wire, 2 to 131; what follows them is not its own

  friend constexpr bool operator==(const ReceivedFrame& a, const ReceivedFrame& b) noexcept {
    return a.close == b.close && a.size == b.size;
  }
};

/// What the bytes received so far say: a close frame; nothing yet, while it is incomplete; or an
/// error, which no further byte can change.
using FrameResult = std::expected<std::optional<ReceivedFrame>, DecodeError>;

namespace detail {

/// Reads a frame into `frame`, which holds none; it stays so where the frame is incomplete. After
/// an error `frame` is not to be used.
constexpr std::optional<DecodeError> read_frame(std::span<const std::uint8_t> received, Role sender,
                                                std::optional<ReceivedFrame>& frame) noexcept {
  if (received.empty()) return std::nullopt;
  if (const auto error = check_first_byte(received[0])) return error;
  if (received.size() < 2) return std::nullopt;
  if (const auto error = check_second_byte(received[1], sender)) return error;

  const std::size_t body_size = received[1] & length_bits;
  const std::size_t header_size = sender == Role::client ? 2 + sizeof(MaskingKey) : 2;
  if (received.size() < header_size + body_size) return std::nullopt;

  const auto body = received.subspan(header_size, body_size);
  // Not `emplace()`: it would fill the reason with zeros.
  Close& close = frame.emplace(Close{}, header_size + body_size).close;
  return sender == Role::client
             ? read_body(body, MaskingKey{received[2], received[3], received[4], received[5]},
                         close)
             : read_body(body, NotMasked{}, close);
}

}  // namespace detail

/// Reads the close frame that `received` begins with, from its first byte on, sent by `sender`
/// (RFC 6455 §5.2, §5.5.1). Call it again with more whenever bytes arrive: the bytes decide, not
/// how they were split. Errors of the header are found as soon as its two bytes are there.
constexpr FrameResult decode_frame(std::span<const std::uint8_t> received, Role sender) noexcept {
  FrameResult frame = std::nullopt;  // without it, g++ fills all of it with zeros
  if (const auto error = detail::read_frame(received, sender, *frame))
    frame = std::unexpected(*error);
  return frame;
}

/// The frame by which a server sends `close`: not masked (RFC 6455 §5.1).
constexpr Frame encode_server_frame(const Close& close) noexcept {
  Frame frame;
  frame.append(std::array{detail::close_byte, detail::body_size(close)});
  detail::append_body(frame, close, detail::NotMasked{});
  return frame;
}

/// The frame by which a client sends `close`: masked with `key` (RFC 6455 §5.1).
constexpr Frame encode_client_frame(const Close& close, const MaskingKey& key) noexcept {
  Frame frame;
  const auto length = static_cast<std::uint8_t>(detail::mask_bit | detail::body_size(close));
  frame.append(std::array{detail::close_byte, length});
  frame.append(key);
  detail::append_body(frame, close, key);
  return frame;
}

}  // namespace closeframe
