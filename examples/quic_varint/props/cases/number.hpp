// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <quic/varint.hpp>

#include "cases/allocation_count.hpp"
#include "cases/case.hpp"
#include "reference/varint.hpp"
#include "shapes/number.hpp"

namespace closeframe::props {

/// The bytes that a number is written as; none where it is refused.
struct NumberVerdict {
  std::array<std::uint8_t, 8> bytes{};
  std::size_t size = 0;

  constexpr bool is_refused() const { return size == 0; }
  constexpr Input written() const { return Input(bytes).first(size); }

  friend constexpr bool operator==(const NumberVerdict&, const NumberVerdict&) = default;
};

constexpr NumberVerdict encoded(std::uint64_t number) {
  const auto result = quic::encode(number);
  return result ? NumberVerdict{result->bytes, result->size} : NumberVerdict{};
}

template <>
struct Case<shapes::Number> : shapes::Number {
  std::size_t allocations_before = allocations_so_far();
  NumberVerdict verdict = codec_says(*this);
  bool uses_heap = allocations_so_far() != allocations_before;
  NumberVerdict expected = reference_says(*this);

  static constexpr NumberVerdict codec_says(const shapes::Number& one) {
    return encoded(one.value());
  }
  static constexpr NumberVerdict reference_says(const shapes::Number& one) {
    const auto written = reference::write(one.value());
    return {written.bytes, written.size};
  }
};

/// One number of each size, and one that is too large.
template <>
inline constexpr auto examples<shapes::Number> = std::to_array<shapes::Number>({
    {bytes<"">},
    {bytes<"\x25">},
    {bytes<"\x3B\xBD">},
    {bytes<"\x1D\x7F\x3E\x7D">},
    {bytes<"\x02\x19\x7C\x5E\xFF\x14\xE8\x8C">},
    {bytes<"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF">},
});

}  // namespace closeframe::props
