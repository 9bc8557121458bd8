// SPDX-License-Identifier: Apache-2.0
// The oracle: Table 4 and Appendix A.1 of RFC 9000 as plain code, which shares nothing with the
// codec.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace reference {

using Bytes = std::span<const std::uint8_t>;

/// "Table 4: Summary of Integer Encodings", and the range with its own words.
struct Row {
  unsigned two_bits;  ///< "2MSB"
  std::size_t length;
  std::uint64_t last;  ///< of the range, which begins with 0
};

inline constexpr std::array<Row, 4> table{{
    {0, 1, 63},
    {1, 2, 16383},
    {2, 4, 1073741823},
    {3, 8, 4611686018427387903},
}};

/// The row that the first byte says.
constexpr Row row_of(std::uint8_t first) {
  for (const Row& row : table)
    if (row.two_bits == first / 64u) return row;
  return {};
}

/// "v = data.next_byte(); prefix = v >> 6; length = 1 << prefix; v = v & 0x3f; repeat length-1
/// times: v = (v << 8) + data.next_byte()", by powers of 256 instead. `bytes` is long enough.
constexpr std::uint64_t number_in(Bytes bytes) {
  std::uint64_t number = 0, weight = 1;
  for (std::size_t i = row_of(bytes[0]).length; i-- > 1; weight *= 256) number += weight * bytes[i];
  return number + weight * (bytes[0] % 64u);
}

constexpr bool is_whole(Bytes bytes) {
  return !bytes.empty() && bytes.size() >= row_of(bytes[0]).length;
}

/// The first row whose range has the number; one of no length where none has.
constexpr Row shortest_for(std::uint64_t number) {
  for (const Row& row : table)
    if (number <= row.last) return row;
  return {};
}

struct Written {
  std::array<std::uint8_t, 8> bytes{};
  std::size_t size = 0;
};

/// In as many bytes as the row says; in none where the number is in no row.
constexpr Written write(std::uint64_t number) {
  const Row row = shortest_for(number);
  Written written{{}, row.length};
  for (std::size_t place = row.length; place > 0; --place, number /= 256)
    written.bytes[place - 1] = static_cast<std::uint8_t>(number % 256);
  written.bytes[0] = static_cast<std::uint8_t>(written.bytes[0] + row.two_bits * 64);
  return written;
}

// The samples of Appendix A.1.
inline constexpr std::array<std::uint8_t, 8> eight{0xC2, 0x19, 0x7C, 0x5E, 0xFF, 0x14, 0xE8, 0x8C};
static_assert(number_in(eight) == 151288809941952652);
static_assert(number_in(std::array<std::uint8_t, 4>{0x9D, 0x7F, 0x3E, 0x7D}) == 494878333);
static_assert(number_in(std::array<std::uint8_t, 2>{0x7B, 0xBD}) == 15293);
static_assert(number_in(std::array<std::uint8_t, 1>{0x25}) == 37);
static_assert(number_in(std::array<std::uint8_t, 2>{0x40, 0x25}) == 37);

}  // namespace reference
