// SPDX-License-Identifier: Apache-2.0
// Arrivals of sizes that connections have and no input can hold: other frames beside the bytes of
// an input. One frame of up to 2^32 bytes of payload, which is address space: zeros of which no
// page is in memory, and which nobody reads who only skips them. Or many small ones, which are
// read.
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <closeframe/frame.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>
#include <utility>

#include "shapes/bytes.hpp"
#include "shapes/conversation.hpp"
#include "shapes/wire.hpp"

namespace closeframe::props {

/// A size beside a power of two, and how that many bytes come about.
struct LargeArrival {
  enum class Layout : std::uint8_t {
    frame_and_input,  ///< they arrive together, and are so many
    payload_alone,    ///< header, payload and input arrive one after the other
    payload_in_two,   ///< likewise, the payload in two parts
    small_frames,     ///< they arrive together, and are so many: pings, and the input behind them
  };

  int power;
  std::uint64_t size;
  Layout layout;
};

inline constexpr std::array<int, 4> large_powers{8, 16, 31, 32};

/// Where a `size_t` has 32 bits, no arrival is larger than the first two.
inline constexpr std::size_t reachable_power_count = sizeof(std::size_t) < 8 ? 2 : 4;

/// Each by turns, for every fourth number: for all of them it would cost fuzzing a quarter of its
/// speed. Who reads small frames pays for each: there are some 30 of them or, where the shape can
/// afford it, some 8,000 in one of the sizes.
constexpr std::optional<LargeArrival> large_arrival(std::size_t number, bool affords_thousands) {
  if (number % 4 != 0) return std::nullopt;
  number /= 4;
  using enum LargeArrival::Layout;
  constexpr std::array layouts{frame_and_input, payload_alone, small_frames, payload_in_two};
  const int power = large_powers[number % reachable_power_count];
  number /= reachable_power_count;
  const std::uint64_t size = (std::uint64_t{1} << power) - 1 + number % 3;
  const auto layout = layouts[number / 3 % layouts.size()];
  const bool is_cheap = power == 8 || (power == 16 && number % 3 == 2 && affords_thousands);
  return LargeArrival{power, size, layout == small_frames && !is_cheap ? payload_alone : layout};
}

/// The one that properties put beside an input, if any.
constexpr std::optional<LargeArrival> large_arrival_of(const shapes::Wire& wire) {
  return large_arrival(wire.chunk_size + wire.bytes.size(), false);
}
constexpr std::optional<LargeArrival> large_arrival_of(const shapes::Conversation& conversation) {
  return large_arrival(conversation.script.size(), true);
}

/// After so many numbers each has had its turn.
inline constexpr std::size_t large_arrival_period = 4 * reachable_power_count * 3 * 4;

/// Room for any of them, beside an input of any size that an engine makes. Stops the program where
/// there is none: a property that cannot be asked does not hold.
inline std::uint8_t* room() {
  static std::uint8_t* const begin = [] {
    const std::size_t size =
        (std::size_t{1} << large_powers[reachable_power_count - 1]) + 0x1000000;
    void* const place = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place != MAP_FAILED) return static_cast<std::uint8_t*>(place);
    std::perror("no address space for a large arrival");
    std::abort();
  }();
  return begin;
}

/// The same, with nothing in it but zeros: what an input leads to depends on no earlier one. The
/// caller is about to write its first `size` bytes.
inline std::uint8_t* clean_room(std::size_t size) {
  static std::size_t dirty_size = 0;
  std::fill_n(room(), std::exchange(dirty_size, size), std::uint8_t{0});
  return room();
}

/// `input`, and zeros behind it: the size of both is that of `which`, if it is larger.
inline Input with_zeros_behind(Input input, const LargeArrival& which) {
  std::ranges::copy(input, clean_room(input.size()));
  return {room(), std::max(static_cast<std::size_t>(which.size), input.size())};
}

/// Other frames from `sender`, with `input` behind them.
class BehindOtherFrames {
 public:
  BehindOtherFrames(Role sender, Input input, const LargeArrival& which)
      : input_size_(input.size()), payload_size_(which.size), layout_(which.layout) {
    if (layout_ == LargeArrival::Layout::small_frames)
      write_small_frames(sender, input.size());
    else
      write_header(sender, input.size());
    std::ranges::copy(input, room() + frames_size());
  }

  ~BehindOtherFrames() { std::fill_n(room() + frames_size(), input_size_, std::uint8_t{0}); }
  BehindOtherFrames(const BehindOtherFrames&) = delete;
  BehindOtherFrames& operator=(const BehindOtherFrames&) = delete;

  /// Of all other frames together, in bytes.
  std::size_t frames_size() const { return header_size_ + static_cast<std::size_t>(payload_size_); }
  std::size_t frame_count() const { return frame_count_; }

  /// Hands it over to `arrive`, arrival by arrival.
  void deliver(auto arrive) const {
    using enum LargeArrival::Layout;
    const Input all(room(), frames_size() + input_size_);
    if (layout_ == frame_and_input || layout_ == small_frames) return arrive(all);
    const Input payload = all.subspan(header_size_, frames_size() - header_size_);
    const std::size_t part = layout_ == payload_in_two ? payload.size() / 2 : payload.size();
    arrive(all.first(header_size_));
    arrive(payload.first(part));
    if (part != payload.size()) arrive(payload.subspan(part));
    arrive(all.subspan(frames_size()));
  }

 private:
  static constexpr std::uint8_t mask_bit(Role sender) { return sender == Role::client ? 0x80 : 0; }

  void write_header(Role sender, std::size_t input_size) {
    const std::size_t length_size = payload_size_ < 0x10000 ? 2 : 8;
    header_size_ = 2 + length_size + (sender == Role::client ? 4 : 0);
    const std::size_t others = header_size_ + input_size;
    if (layout_ == LargeArrival::Layout::frame_and_input && payload_size_ > others)
      payload_size_ -= others;

    std::uint8_t* byte = clean_room(header_size_);
    *byte++ = 0x82;
    *byte++ = static_cast<std::uint8_t>(mask_bit(sender) | (length_size == 2 ? 126 : 127));
    for (std::size_t bits = 8 * length_size; bits != 0; bits -= 8)
      *byte++ = static_cast<std::uint8_t>(payload_size_ >> (bits - 8) & 0xFF);
  }

  /// Of 8 bytes each, masked with a zero key where a client sends; but the first, which has what is
  /// left over.
  void write_small_frames(Role sender, std::size_t input_size) {
    constexpr std::size_t size = 8;
    const auto all = static_cast<std::size_t>(payload_size_);
    frame_count_ = std::max<std::size_t>(all - std::min(all, input_size), size) / size;
    const std::size_t left_over =
        std::max(all, input_size + size) - input_size - frame_count_ * size;
    header_size_ = 0;
    payload_size_ = frame_count_ * size + left_over;

    std::uint8_t* byte = clean_room(frames_size());
    std::fill_n(byte, frames_size(), std::uint8_t{0});
    for (std::size_t i = 0; i < frame_count_; ++i) {
      const std::size_t payload = (sender == Role::client ? 2 : 6) + (i == 0 ? left_over : 0);
      byte[0] = 0x89;
      byte[1] = static_cast<std::uint8_t>(mask_bit(sender) | payload);
      byte += size + (i == 0 ? left_over : 0);
    }
  }

  std::size_t input_size_, header_size_ = 0;  // no header is apart where there are many
  std::uint64_t payload_size_;
  LargeArrival::Layout layout_;
  std::size_t frame_count_ = 1;
};

}  // namespace closeframe::props
