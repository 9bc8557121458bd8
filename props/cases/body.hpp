// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <closeframe/body.hpp>
#include <cstddef>
#include <expected>

#include "cases/allocation_count.hpp"
#include "cases/case.hpp"
#include "reference/close_frame.hpp"
#include "shapes/body.hpp"

namespace closeframe::props {

template <>
struct Case<shapes::Body> : shapes::Body {
  std::size_t allocations_before = allocations_so_far();
  CloseOr<DecodeError> verdict = codec_says(*this);
  bool uses_heap = allocations_so_far() != allocations_before;
  reference::Verdict expected = reference_says(*this);

  static constexpr CloseOr<DecodeError> codec_says(const shapes::Body& body) {
    return decode_body(body.bytes);
  }
  static constexpr reference::Verdict reference_says(const shapes::Body& body) {
    return reference::decode_body(body.bytes);
  }
};

template <>
inline constexpr auto examples<shapes::Body> = std::to_array<shapes::Body>({
    {bytes<"">},
    {bytes<"\x03">},
    {bytes<"\x03\xE8">},
    {bytes<"\x03\xE8"
           "bye">},
    {bytes<"\x03\xE8"
           "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80">},
    {bytes<"\x03\xE8\xC3">},
    {bytes<"\x03\xE8\xED\xA0\x80">},
    {bytes<"\x03\xED">},
    {bytes<"\x03\xEE\xFF">},
    {bytes<"\x13\x87">},
    {bytes<"\x13\x88">},
    {bytes<"\x03\xE8"
           "0123456789012345678901234567890123456789012345678901234567890123456789"
           "0123456789012345678901234567890123456789012345678901234567890123456789">},
});

}  // namespace closeframe::props
