// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "error.hpp"
#include "frame.hpp"

namespace closeframe {

namespace detail {

/// The header of a frame of any kind (RFC 6455 §5.2), in bytes.
struct Header {
  std::size_t size;  ///< of itself, masking key included: 2 to 14
  std::uint64_t payload_size;
};

/// What the header alone shows to be wrong with a frame that is no close, as soon as it does.
constexpr std::optional<DecodeError> check_other_header(std::span<const std::uint8_t> received,
                                                        Role sender) noexcept {
  if (received.size() < 2) return std::nullopt;
  if (const auto error = check_mask_bit(received[1], sender)) return error;
  if ((received[1] & length_bits) == 127 && received.size() > 2 && received[2] > 0x7F)
    return DecodeError::length_over_63_bits;
  return std::nullopt;
}

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
/// fragments of one (RFC 6455 §5.4), however the bytes are split. It keeps no byte of the payload
/// of another frame.
///
/// Of another frame it asks only where that ends, and so two of its faults are errors here: a
/// wrong mask bit (§5.1), and a 64-bit length whose first bit is set (§5.2), after which nobody
/// knows where the next frame begins. It deliberately looks at nothing else of it: not at reserved
/// bits and opcodes, to which an extension may give a meaning; not at the size of a ping, the
/// minimal form of a length, the order of fragments, or the payload. Who reads messages judges
/// those.
class CloseFinder {
 public:
  /// The bytes come from `sender`.
  explicit constexpr CloseFinder(Role sender) noexcept : sender_(sender) {}

  /// Reads on, up to the end of a close frame, of another frame or of `bytes`, and says whether a
  /// close ends there. The size is that of what it used of `bytes`: at least 1 where there are any,
  /// and all of them where there is an error. Call it again with the bytes it has not used. After
  /// an error nothing more can be found: it passes all by.
  constexpr FrameResult next(std::span<const std::uint8_t> bytes) noexcept {
    const std::size_t skipped =
        static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, bytes.size()));
    payload_left_ -= skipped;
    if (skipped != 0) return FrameResult(skipped);
    if (lost_) return FrameResult(bytes.size());

    const std::size_t before = start_.size();
    start_.append(bytes.first(std::min(bytes.size(), max_frame_size - before)));
    FrameResult found = decode_frame(start_, sender_);
    if (found.error() == DecodeError::not_a_close_frame) found = read_other_header();
    if (found.is_error()) lost_ = true;
    if (found.is_error() || found.size() == 0) {
      found.size_ = bytes.size();
    } else {
      found.size_ -= before;
      start_.clear();
    }
    return found;
  }

 private:
  /// What of another frame `start_` holds: its header, all of it or, where the size is 0, a part.
  constexpr FrameResult read_other_header() noexcept {
    if (const auto error = detail::check_other_header(start_, sender_)) return FrameResult(*error);
    const auto header = detail::read_header(start_);
    if (!header) return FrameResult();
    payload_left_ = header->payload_size;
    return FrameResult(header->size);
  }

  Role sender_;
  bool lost_ = false;
  std::uint64_t payload_left_ = 0;  // bytes of another frame that are still to come
  Frame start_;                     // a close frame so far, or the header of another frame so far
};

}  // namespace closeframe
