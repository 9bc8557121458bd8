// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace closeframe::props {

/// FNV-1a of a range of bytes, to derive keys, seeds and file names: the same on every machine.
constexpr std::uint32_t hash_of(const auto& bytes) {
  std::uint32_t hash = 2166136261u;
  for (const auto byte : bytes)
    hash = static_cast<std::uint32_t>((hash ^ static_cast<std::uint8_t>(byte)) * 16777619ull &
                                      0xFFFFFFFF);
  return hash;
}

}  // namespace closeframe::props
