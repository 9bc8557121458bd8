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

/// Size in bytes of the payload of a frame of any kind, of whose header `received` is the first
/// bytes; nothing while the header, masking key included, is incomplete (RFC 6455 §5.2).
constexpr std::optional<std::uint64_t> read_payload_size(
    std::span<const std::uint8_t> received) noexcept {
  if (received.size() < 2) return std::nullopt;
  const std::uint8_t length = received[1] & length_bits;
  const std::size_t length_size = length == 127 ? 8 : length == 126 ? 2 : 0;
  const std::size_t key_size = (received[1] & mask_bit) != 0 ? sizeof(MaskingKey) : 0;
  if (received.size() < 2 + length_size + key_size) return std::nullopt;

  std::uint64_t payload_size = length_size == 0 ? length : 0;
  for (const std::uint8_t byte : received.subspan(2, length_size))
    payload_size = payload_size << 8 | byte;
  return payload_size;
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

    for (std::size_t used = 1; used <= bytes.size(); ++used) {
      start_.append(bytes.subspan(used - 1, 1));
      if (const auto end = find_end()) {
        start_ = {};
        return {used, *end};
      }
    }
    return {bytes.size(), std::nullopt};
  }

 private:
  /// Whether the header of another frame, or a close frame, is complete with what is in `start_`.
  constexpr std::optional<decltype(Part::close)> find_end() noexcept {
    if ((start_.begin()[0] & detail::opcode_bits) == detail::close_opcode) {
      const auto frame = decode_frame(start_, sender_);
      lost_ = !frame.has_value();
      if (!frame) return std::unexpected(frame.error());
      if (!*frame) return std::nullopt;
      return (*frame)->close;
    }
    const auto payload_size = detail::read_payload_size(start_);
    if (!payload_size) return std::nullopt;
    payload_left_ = *payload_size;
    return decltype(Part::close){};
  }

  Role sender_;
  bool lost_ = false;
  std::uint64_t payload_left_ = 0;  // bytes of another frame that are still to come
  Frame start_;                     // a close frame so far, or the header of another frame so far
};

}  // namespace closeframe
