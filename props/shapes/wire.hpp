// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <closeframe/frame.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "shapes/bytes.hpp"

namespace closeframe::props::shapes {

/// Bytes off the wire, who sent them, and how they were split. Input: one byte, then the bytes.
/// In that byte, bit 7 set means a server sent them, and bits 0 to 6 are the size of the chunks
/// in which they arrive; 0 for all at once. The empty input: a client sent nothing.
struct Wire {
  static constexpr std::string_view name = "Wire";
  static constexpr std::string_view target = "frame_fuzzer";

  Role sender;
  std::size_t chunk_size;  ///< bytes, 0 to 127; the last chunk may be smaller
  Input bytes;
  static constexpr auto view = &Wire::bytes;

  static constexpr Wire from(Input input) {
    if (input.empty()) return {};
    return {input[0] & 0x80 ? Role::server : Role::client, input[0] & 0x7Fu, input.subspan(1)};
  }
};

constexpr void append_input(Bytes& input, const Wire& wire) {
  input.reserve(input.size() + 1 + wire.bytes.size());
  input.push_back(
      static_cast<std::uint8_t>((wire.sender == Role::server ? 0x80 : 0) | wire.chunk_size));
  input.insert(input.end(), wire.bytes.begin(), wire.bytes.end());
}

}  // namespace closeframe::props::shapes
