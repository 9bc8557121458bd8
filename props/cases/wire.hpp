// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <closeframe/frame.hpp>
#include <cstddef>

#include "cases/allocation_count.hpp"
#include "cases/case.hpp"
#include "reference/close_frame.hpp"
#include "shapes/wire.hpp"

namespace closeframe::props {

template <>
struct Case<shapes::Wire> : shapes::Wire {
  std::size_t allocations_before = allocations_so_far();
  FrameResult verdict = codec_says(*this);
  bool uses_heap = allocations_so_far() != allocations_before;
  reference::Verdict expected = reference_says(*this);

  /// How many of the bytes it takes, from the first on, to be a close or an error; one more than
  /// there are where they are neither. A frame has at most 131 bytes, so none waits for more.
  std::size_t decided_size = first_decided_size();

  static constexpr FrameResult codec_says(const shapes::Wire& wire) {
    return decode_frame(wire.bytes, wire.sender);
  }
  static constexpr reference::Verdict reference_says(const shapes::Wire& wire) {
    return reference::decode_frame(wire.bytes, wire.sender == Role::client);
  }

 private:
  constexpr std::size_t first_decided_size() const {
    const std::size_t end = std::min<std::size_t>(bytes.size(), 131);
    for (std::size_t size = 0; size <= end; ++size) {
      if (!decode_frame(bytes.first(size), sender).is_incomplete()) return size;
    }
    return bytes.size() + 1;
  }
};

template <>
inline constexpr auto examples<shapes::Wire> = std::to_array<shapes::Wire>({
    {Role::client, 0, bytes<"">},
    {Role::server, 1, bytes<"\x88\x00">},
    {Role::server, 1, bytes<"\x88\x02\x03\xE8">},
    {Role::server, 3,
     bytes<"\x88\x05\x03\xE8"
           "bye, and more">},
    {Role::client, 1, bytes<"\x88\x80\x00\x00\x00\x00">},
    {Role::client, 2, bytes<"\x88\x82\x01\x02\x03\x04\x02\xEA">},
    {Role::client, 0, bytes<"\x88\x82\x01\x02\x03">},
    {Role::server, 0, bytes<"\x82\x00">},
    {Role::server, 0, bytes<"\x08\x00">},
    {Role::server, 0, bytes<"\xC8\x00">},
    {Role::client, 0, bytes<"\x88\x00">},
    {Role::server, 0, bytes<"\x88\x80">},
    {Role::server, 0, bytes<"\x88\x7E\x00\x02\x03\xE8">},
    {Role::server, 1, bytes<"\x88\x01\x03">},
    {Role::server, 1, bytes<"\x88\x02\x03\xED">},
    {Role::server, 2, bytes<"\x88\x03\x03\xE8\xFF">},
});

}  // namespace closeframe::props
