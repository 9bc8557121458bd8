// SPDX-License-Identifier: Apache-2.0
// The floor: the bytes copied to where the result would own them, and nothing looked at.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "../workloads.hpp"

namespace closeframe::bench {

struct Copy {
  static constexpr const char* name = "copy";
  static constexpr const char* note = "the floor: memcpy of the bytes, which checks nothing";
  static constexpr bool checks_body = false;

  struct Copied {
    std::array<std::uint8_t, 131> bytes;
    std::uint8_t size;
  };

  static Copied decode_body(const Bytes& body) { return copy(body); }
  static Copied decode_masked_frame(const Bytes& frame) { return copy(frame); }
  static Copied decode_unmasked_frame(const Bytes& frame) { return copy(frame); }

  static Bytes prepare(const Answer& close) {
    Bytes body{static_cast<std::uint8_t>(close.code >> 8), static_cast<std::uint8_t>(close.code)};
    body.insert(body.end(), close.reason.begin(), close.reason.end());
    return body;
  }
  static Copied encode_body(const Bytes& body) { return copy(body); }
  static Copied encode_masked_frame(const Bytes& body) { return copy(body); }
  static Copied encode_unmasked_frame(const Bytes& body) { return copy(body); }

 private:
  static Copied copy(const Bytes& from) {
    Copied to;
    to.size = static_cast<std::uint8_t>(from.size());
    std::memcpy(to.bytes.data(), from.data(), from.size());
    return to;
  }
};

}  // namespace closeframe::bench
