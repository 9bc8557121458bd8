// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <quic/varint.hpp>

#include "cases/allocation_count.hpp"
#include "cases/case.hpp"
#include "reference/varint.hpp"
#include "shapes/varint.hpp"

namespace closeframe::props {

/// A number and the bytes that it took; zeros where more bytes are needed.
struct VarintVerdict {
  bool is_whole = false;
  std::uint64_t number = 0;
  std::size_t size = 0;

  friend constexpr bool operator==(const VarintVerdict&, const VarintVerdict&) = default;
};

constexpr VarintVerdict decoded(Input bytes) {
  const auto result = quic::decode(bytes);
  return result ? VarintVerdict{true, result->number, result->size} : VarintVerdict{};
}

template <>
struct Case<shapes::Varint> : shapes::Varint {
  std::size_t allocations_before = allocations_so_far();
  VarintVerdict verdict = codec_says(*this);
  bool uses_heap = allocations_so_far() != allocations_before;
  VarintVerdict expected = reference_says(*this);

  static constexpr VarintVerdict codec_says(const shapes::Varint& one) {
    return decoded(one.bytes);
  }
  static constexpr VarintVerdict reference_says(const shapes::Varint& one) {
    if (!reference::is_whole(one.bytes)) return {};
    return {true, reference::number_in(one.bytes), reference::row_of(one.bytes[0]).length};
  }
};

/// The samples of RFC 9000, Appendix A.1, and what is cut off.
template <>
inline constexpr auto examples<shapes::Varint> = std::to_array<shapes::Varint>({
    {bytes<"\xC2\x19\x7C\x5E\xFF\x14\xE8\x8C">},
    {bytes<"\x9D\x7F\x3E\x7D">},
    {bytes<"\x7B\xBD">},
    {bytes<"\x25">},
    {bytes<"\x40\x25">},
    {bytes<"">},
    {bytes<"\x40">},
    {bytes<"\x25\xFF">},
});

}  // namespace closeframe::props
