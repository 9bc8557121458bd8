// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "body.hpp"
#include "close.hpp"
#include "error.hpp"
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

/// The masking rule, of frames of any kind.
constexpr std::optional<DecodeError> check_mask_bit(std::uint8_t byte, Role sender) noexcept {
  const bool masked = (byte & mask_bit) != 0;
  if (masked == (sender == Role::client)) return std::nullopt;
  return masked ? DecodeError::mask_not_allowed : DecodeError::mask_missing;
}

constexpr std::optional<DecodeError> check_second_byte(std::uint8_t byte, Role sender) noexcept {
  if (const auto error = check_mask_bit(byte, sender)) return error;
  if ((byte & length_bits) > max_body_size) return DecodeError::length_not_7_bit;
  return std::nullopt;
}

}  // namespace detail

class CloseFinder;

/// What the bytes received so far say: a close; an error, which no further byte can change; or
/// nothing yet.
class [[nodiscard]] FrameResult {
 public:
  /// Which of the three it is.
  enum class State : std::uint8_t { incomplete, close, error };

  /// Nothing yet.
  constexpr FrameResult() noexcept {}
  /// Nothing yet, but `size` bytes are used.
  explicit constexpr FrameResult(std::size_t size) noexcept : size_(size) {}
  /// A close, of `size` bytes.
  constexpr FrameResult(const Close& close, std::size_t size) noexcept
      : close_(close), state_(State::close), size_(size) {}
  /// An error, for which `size` bytes are used.
  explicit constexpr FrameResult(DecodeError error, std::size_t size = 0) noexcept
      : error_(error), state_(State::error), size_(size) {}

  /// Which of the three it is.
  constexpr State state() const noexcept { return state_; }
  /// Nothing yet: more bytes decide.
  constexpr bool is_incomplete() const noexcept { return state_ == State::incomplete; }
  /// There is a close.
  constexpr bool is_close() const noexcept { return state_ == State::close; }
  /// There is an error.
  constexpr bool is_error() const noexcept { return state_ == State::error; }

  /// The close, where there is one; else one without status.
  constexpr const Close& close() const& noexcept { return close_; }
  constexpr const Close& close() const&& = delete;

  /// The error, where there is one; else a number that is none.
  constexpr DecodeError error() const noexcept { return error_; }

  /// The bytes that were used, counted as the function that returned this says.
  constexpr std::size_t size() const noexcept { return size_; }

  /// The same close or error, if any, and the same size.
  friend constexpr bool operator==(const FrameResult& a, const FrameResult& b) noexcept {
    return a.state_ == b.state_ && a.size_ == b.size_ && a.error_ == b.error_ &&
           a.close_ == b.close_;
  }

 private:
  friend constexpr FrameResult decode_frame(std::span<const std::uint8_t> received,
                                            Role sender) noexcept;
  friend CloseFinder;

  /// Becomes the close that `received` begins with, or else stays incomplete or says what is wrong.
  constexpr void read(std::span<const std::uint8_t> received, Role sender) noexcept {
    using namespace detail;
    if (received.empty()) return;
    if (const auto error = check_first_byte(received[0])) return fail(*error);
    if (received.size() < 2) return;
    if (const auto error = check_second_byte(received[1], sender)) return fail(*error);

    const std::size_t body_size = received[1] & length_bits;
    const std::size_t header_size = sender == Role::client ? 2 + sizeof(MaskingKey) : 2;
    if (received.size() < header_size + body_size) return;

    const auto body = received.subspan(header_size, body_size);
    const auto error =
        sender == Role::client
            ? read_body(body, MaskingKey{received[2], received[3], received[4], received[5]},
                        close_)
            : read_body(body, NotMasked{}, close_);
    if (error) return fail(*error);
    state_ = State::close;
    size_ = header_size + body_size;
  }

  constexpr void fail(DecodeError error) noexcept {
    error_ = error;
    state_ = State::error;
  }

  Close close_;
  DecodeError error_ = detail::no_decode_error.error;
  State state_ = State::incomplete;
  std::size_t size_ = 0;
};

/// Reads the close frame that `received` begins with, from its first byte on, sent by `sender`
/// (RFC 6455 §5.2, §5.5.1). Call it again with more whenever bytes arrive: the bytes decide, not
/// how they were split. Errors of the header are found as soon as its two bytes are there.
///
/// The size is that of a close frame, 2 to 131 bytes: what follows them is not its own. It is 0
/// for an error, and while the frame is incomplete.
[[nodiscard]] constexpr FrameResult decode_frame(std::span<const std::uint8_t> received,
                                                 Role sender) noexcept {
  FrameResult frame;  // returned by all ways, so that it is made in its place: a close is large
  frame.read(received, sender);
  return frame;
}

/// The frame by which a server sends `close`: not masked (RFC 6455 §5.1).
[[nodiscard]] constexpr Frame encode_server_frame(const Close& close) noexcept {
  Frame frame;
  frame.append(std::array{detail::close_byte, detail::body_size(close)});
  detail::append_body(frame, close, detail::NotMasked{});
  return frame;
}

/// The frame by which a client sends `close`: masked with `key` (RFC 6455 §5.1).
[[nodiscard]] constexpr Frame encode_client_frame(const Close& close,
                                                  const MaskingKey& key) noexcept {
  Frame frame;
  const auto length = static_cast<std::uint8_t>(detail::mask_bit | detail::body_size(close));
  frame.append(std::array{detail::close_byte, length});
  frame.append(key);
  detail::append_body(frame, close, key);
  return frame;
}

}  // namespace closeframe
