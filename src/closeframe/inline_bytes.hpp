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
class
#ifdef __clang__
    [[gsl::Owner(Byte)]]  // so that it warns of a span of a temporary
#endif
    InlineBytes {
  static_assert(sizeof(Byte) == 1 && capacity <= UINT8_MAX, "the size is kept in one byte");

 public:
  /// No bytes.
  constexpr InlineBytes() noexcept : storage_() {}

  /// How many bytes: 0 to `capacity`.
  constexpr std::size_t size() const noexcept { return size_; }

  /// The first byte, of `size()` in a row.
  constexpr Byte* data() noexcept { return storage_.bytes.data(); }
  /// The first byte, of `size()` in a row.
  constexpr const Byte* data() const noexcept { return storage_.bytes.data(); }
  /// The first byte.
  constexpr Byte* begin() noexcept { return data(); }
  /// The first byte.
  constexpr const Byte* begin() const noexcept { return data(); }
  /// Behind the last byte.
  constexpr Byte* end() noexcept { return data() + size(); }
  /// Behind the last byte.
  constexpr const Byte* end() const noexcept { return data() + size(); }

  /// Forgets all bytes.
  constexpr void clear() noexcept { size_ = 0; }

  /// Appends `bytes` and returns a view of them here. Precondition: they fit into what is left of
  /// the capacity.
  constexpr std::span<Byte> append(const auto& bytes) noexcept {
    const auto* from = std::ranges::data(bytes);
    static_assert(sizeof(*from) == 1);
    const std::span<Byte> appended{end(), std::ranges::size(bytes)};
    if consteval {
      for (Byte& byte : appended) byte = static_cast<Byte>(*from++);
    } else {
      // Of one type, so that the standard library copies memory.
      std::copy_n(reinterpret_cast<const Byte*>(from), appended.size(), appended.data());
    }
    size_ = static_cast<std::uint8_t>(size_ + appended.size());
    return appended;
  }

  /// The same bytes, and as many.
  friend constexpr bool operator==(const InlineBytes& a, const InlineBytes& b) noexcept {
    return std::ranges::equal(a, b);
  }

 private:
  /// Indeterminate beyond the size, but for the compiler: its constants may hold nothing such.
  struct Storage {
    std::array<Byte, capacity> bytes;
    constexpr Storage() noexcept {
      if consteval {
        bytes.fill({});
      }
    }
  };

  union {  // Copied as memory is. A copy of each byte would read those beyond the size, which is
    Storage storage_;  // undefined where they are plain `char`.
  };
  std::uint8_t size_ = 0;
};

}  // namespace closeframe
