// SPDX-License-Identifier: Apache-2.0
// Variable-length integers of QUIC (RFC 9000 §16).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace quic {

/// The largest number that can be written: it has 62 bits.
inline constexpr std::uint64_t max_number = (std::uint64_t{1} << 62) - 1;

struct Decoded {
  std::uint64_t number;
  std::size_t size;  ///< bytes that it took: 1, 2, 4 or 8
};

/// Reads the number that `bytes` begins with, in the shortest form or not; nothing where there are
/// too few of them. What follows it is not looked at.
constexpr std::optional<Decoded> decode(std::span<const std::uint8_t> bytes) noexcept {
  if (bytes.empty()) return std::nullopt;
  const std::size_t size = std::size_t{1} << (bytes[0] >> 6);
  if (bytes.size() < size) return std::nullopt;
  std::uint64_t number = bytes[0] & 0x3F;
  for (std::size_t i = 1; i < size; ++i) number = number << 8 | bytes[i];
  return Decoded{number, size};
}

struct Encoded {
  std::array<std::uint8_t, 8> bytes{};
  std::size_t size = 0;

  constexpr operator std::span<const std::uint8_t>() const { return {bytes.data(), size}; }
};

/// Writes `number` in the shortest form; nothing where it is larger than `max_number`.
constexpr std::optional<Encoded> encode(std::uint64_t number) noexcept {
  if (number > max_number) return std::nullopt;
  const unsigned form = number <= 63 ? 0 : number <= 16383 ? 1 : number <= 1073741823 ? 2 : 3;
  Encoded encoded;
  encoded.size = std::size_t{1} << form;
  for (std::size_t i = encoded.size; i > 0; --i, number >>= 8)
    encoded.bytes[i - 1] = static_cast<std::uint8_t>(number & 0xFF);
  encoded.bytes[0] = static_cast<std::uint8_t>(encoded.bytes[0] | form << 6);
  return encoded;
}

}  // namespace quic
