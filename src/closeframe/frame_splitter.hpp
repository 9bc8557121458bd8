// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "frame.hpp"

namespace closeframe {

namespace detail {

/// The header of a frame of any kind (RFC 6455 §5.2), in bytes.
struct Header {
  std::size_t size;  ///< of itself, masking key included: 2 to 14
  std::uint64_t payload_size;
};

/// The header that `received` begins with; nothing while it is incomplete.
constexpr std::optional<Header> read_header(std::span<const std::uint8_t> received) noexcept {
  if (received.size() < 2) return std::nullopt;
  const std::uint8_t length = received[1] & length_bits;
  const std::size_t length_size = length == 127 ? 8 : length == 126 ? 2 : 0;
  const std::size_t key_size = (received[1] & mask_bit) != 0 ? sizeof(MaskingKey) : 0;
  const std::size_t size = 2 + length_size + key_size;
  if (received.size() < size) return std::nullopt;

  std::uint64_t payload_size = length_size == 0 ? length : 0;
  for (const std::uint8_t byte : received.subspan(2, length_size))
    payload_size = payload_size << 8 | byte;
  return Header{size, payload_size};
}

}  // namespace detail

/// Finds the close frames in all that one endpoint sends, between messages and between the
/// fragments of one (RFC 6455 §5.4), however the bytes are split. Of any other frame it asks
/// only where it ends, whatever else is in its header, and it keeps no byte of its payload.
class FrameSplitter {
 public:
  /// The bytes come from `sender`.
  explicit constexpr FrameSplitter(Role sender) noexcept : sender_(sender) {}

  /// What the next bytes turned out to be.
  struct Part {
    std::size_t size;  ///< bytes used, at least 1 where there are any
    /// Here a close frame ends, or turns out to be wrong; nothing where other frames passed by.
    std::optional<std::expected<Close, DecodeError>> close;
  };

  /// Reads on, up to the end of a close frame, of another frame or of `bytes`. Call it again with
  /// the bytes it has not used. After an error nothing more can be found: it passes all by.
  constexpr Part next(std::span<const std::uint8_t> bytes) noexcept {
    const std::size_t skipped =
        static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, bytes.size()));
    payload_left_ -= skipped;
    if (skipped != 0) return {skipped, std::nullopt};
    if (lost_) return {bytes.size(), std::nullopt};

    const std::size_t before = start_.size();
    start_.append(bytes.first(std::min(bytes.size(), max_frame_size - before)));
    const auto found = find_end();
    if (!found) return {bytes.size(), std::nullopt};
    start_ = {};
    return {found->size - before, found->close};
  }

 private:
  /// What `start_` begins with, once that is complete: the header of another frame, or a close
  /// frame. It is before `start_` is full.
  constexpr std::optional<Part> find_end() noexcept {
    const auto frame = decode_frame(start_, sender_);
    if (frame && !*frame) return std::nullopt;
    if (frame) return Part{(*frame)->size, (*frame)->close};
    if (frame.error() != DecodeError::not_a_close_frame) {
      lost_ = true;
      return Part{start_.size(), std::unexpected(frame.error())};
    }
    const auto header = detail::read_header(start_);
    if (!header) return std::nullopt;
    payload_left_ = header->payload_size;
    return Part{header->size, std::nullopt};
  }

  Role sender_;
  bool lost_ = false;
  std::uint64_t payload_left_ = 0;  // bytes of another frame that are still to come
  Frame start_;                     // a close frame so far, or the header of another frame so far
};

}  // namespace closeframe
