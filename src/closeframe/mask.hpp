// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace closeframe {

/// The masking key of one frame a client sends. Fresh for each frame, and unpredictable: taking
/// it from a strong source of entropy is the caller's part (RFC 6455 §5.3).
using MaskingKey = std::array<std::uint8_t, 4>;

namespace detail {

/// In place of a masking key where nothing is masked.
struct NotMasked {};

constexpr void mask(const auto&, NotMasked, std::size_t) noexcept {}

template <class Byte, std::size_t extent>
constexpr void mask(std::span<Byte, extent> data, const MaskingKey& key,
                    std::size_t offset) noexcept {
  // As many bytes at once as a register has: the compiler makes one operation of them.
  std::array<std::uint8_t, 8> keys{};
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = key[(offset + i) % key.size()];
  std::size_t done = 0;
  for (; data.size() - done >= keys.size(); done += keys.size())
    for (std::size_t i = 0; i < keys.size(); ++i)
      data[done + i] = static_cast<Byte>(data[done + i] ^ keys[i]);
  for (std::size_t i = 0; done + i < data.size(); ++i)
    data[done + i] = static_cast<Byte>(data[done + i] ^ keys[i]);
}

}  // namespace detail

/// Masks or unmasks `data` in place (RFC 6455 §5.3). `offset` is the place of its first byte in
/// the payload, so that a payload can be masked in parts.
constexpr void apply_mask(std::span<std::uint8_t> data, const MaskingKey& key,
                          std::size_t offset = 0) noexcept {
  detail::mask(data, key, offset);
}

}  // namespace closeframe
