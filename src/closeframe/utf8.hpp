// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace closeframe {

namespace detail {

constexpr bool is_between(std::uint8_t byte, std::uint8_t first, std::uint8_t last) noexcept {
  return first <= byte && byte <= last;
}

/// Size in bytes, 1 to 4, that the lead byte of a UTF-8 sequence announces; 0 where no sequence
/// begins with that byte (RFC 3629 §3).
constexpr std::size_t announced_size(std::uint8_t lead) noexcept {
  if (lead <= 0x7F) return 1;
  if (is_between(lead, 0xC2, 0xDF)) return 2;
  if (is_between(lead, 0xE0, 0xEF)) return 3;
  if (is_between(lead, 0xF0, 0xF4)) return 4;
  return 0;
}

/// Whether `second` may follow `lead`, which announces two bytes or more. Four leads narrow the
/// range of continuation bytes: it is where overlong forms, surrogates and values above
/// U+10FFFF are shut out (RFC 3629 §4).
constexpr bool may_follow(std::uint8_t lead, std::uint8_t second) noexcept {
  switch (lead) {
    case 0xE0: return is_between(second, 0xA0, 0xBF);
    case 0xED: return is_between(second, 0x80, 0x9F);
    case 0xF0: return is_between(second, 0x90, 0xBF);
    case 0xF4: return is_between(second, 0x80, 0x8F);
    default: return is_between(second, 0x80, 0xBF);
  }
}

/// Size in bytes, 1 to 4, of the UTF-8 sequence that `text` begins with; 0 where it begins with
/// none, or with only a part of one.
constexpr std::size_t sequence_size(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::size_t size = announced_size(byte(0));
  if (text.size() < size) return 0;
  if (size >= 2 && !may_follow(byte(0), byte(1))) return 0;
  for (std::size_t i = 2; i < size; ++i)
    if (!is_between(byte(i), 0x80, 0xBF)) return 0;
  return size;
}

}  // namespace detail

/// The longest prefix of `text` that is UTF-8 and at most `max_size` bytes long. It ends between
/// two code points: where the next one would not fit, or where `text` stops being UTF-8
/// (RFC 3629 §3). A view of the caller's bytes.
constexpr std::string_view truncate(std::string_view text, std::size_t max_size) noexcept {
  const std::string_view limited = text.substr(0, std::min(text.size(), max_size));
  std::size_t end = 0;
  while (const std::size_t size = detail::sequence_size(limited.substr(end))) end += size;
  return text.substr(0, end);
}

/// Whether `text` is UTF-8 from its first byte to its last (RFC 3629 §3). NUL, noncharacters and
/// U+FEFF are: the RFC allows them.
constexpr bool is_utf8(std::string_view text) noexcept {
  return truncate(text, text.size()).size() == text.size();
}

}  // namespace closeframe
