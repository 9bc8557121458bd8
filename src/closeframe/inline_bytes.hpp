// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace closeframe {

/// Up to `capacity` bytes, held in the object itself. A contiguous range: it converts to
/// a span, which is a view that lives as long as the object.
template <class Byte, std::size_t capacity>
class InlineBytes {
  static_assert(sizeof(Byte) == 1 && capacity <= UINT8_MAX, "the size is kept in one byte");

 public:
  constexpr std::size_t size() const noexcept { return size_; }
  constexpr Byte* data() noexcept { return bytes_.data(); }
  constexpr const Byte* data() const noexcept { return bytes_.data(); }
  constexpr Byte* begin() noexcept { return data(); }
  constexpr const Byte* begin() const noexcept { return data(); }
  constexpr Byte* end() noexcept { return data() + size(); }
  constexpr const Byte* end() const noexcept { return data() + size(); }

  /// Appends `bytes`. Precondition: they fit into what is left of the capacity.
  template <class Bytes>
  constexpr void append(const Bytes& bytes) noexcept {
    std::ranges::transform(bytes, bytes_.begin() + size_,
                           [](auto byte) { return static_cast<Byte>(byte); });
    size_ = static_cast<std::uint8_t>(size_ + std::ranges::size(bytes));
  }

  friend constexpr bool operator==(const InlineBytes& a, const InlineBytes& b) noexcept {
    return std::ranges::equal(a, b);
  }

 private:
  std::array<Byte, capacity> bytes_{};
  std::uint8_t size_ = 0;
};

}  // namespace closeframe
