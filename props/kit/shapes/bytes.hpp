// SPDX-License-Identifier: Apache-2.0
// The bytes that every input consists of.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace closeframe::props {

using Input = std::span<const std::uint8_t>;
using Bytes = std::vector<std::uint8_t>;

/// The input that `shape` is read from.
template <class Shape>
Bytes to_input(const Shape& shape) {
  Bytes input;
  append_input(input, shape);
  return input;
}

inline std::string_view as_text(Input bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A string literal as bytes with static storage.
template <std::size_t size>
struct Literal {
  std::array<std::uint8_t, size> bytes{};
  consteval Literal(const char (&text)[size]) {
    std::ranges::transform(text, bytes.begin(), [](char c) { return std::uint8_t(c); });
  }
};

template <Literal literal>
inline constexpr Input bytes = Input(literal.bytes).first(literal.bytes.size() - 1);

/// FNV-1a of a range of bytes, to derive keys, seeds and file names: the same on every machine.
constexpr std::uint32_t hash_of(const auto& bytes) {
  std::uint32_t hash = 2166136261u;
  for (const auto byte : bytes)
    hash = static_cast<std::uint32_t>((hash ^ static_cast<std::uint8_t>(byte)) * 16777619ull &
                                      0xFFFFFFFF);
  return hash;
}

}  // namespace closeframe::props
