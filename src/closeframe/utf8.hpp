// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace closeframe {

namespace detail {

/// Where in a UTF-8 sequence a reader is (RFC 3629 §4). Four leads narrow the range of the byte
/// after them: it is where overlong forms, surrogates and values above U+10FFFF are shut out.
enum class Utf8State : std::uint8_t {
  invalid,  ///< no byte leads out of it
  between,  ///< two code points
  one_left,
  two_left,
  three_left,
  after_e0,
  after_ed,
  after_f0,
  after_f4,
};

/// How far the automaton shifts in a state: each has six bits of its own in a word.
constexpr unsigned shift_of(Utf8State state) noexcept { return 6u * std::to_underlying(state); }

/// The bytes `first` to `last` lead from one state to another; all others to `invalid`.
struct Utf8Step {
  Utf8State from;
  unsigned first, last;
  Utf8State to;
};

using enum Utf8State;
inline constexpr auto utf8_steps = std::to_array<Utf8Step>({
    {between, 0x00, 0x7F, between},
    {between, 0xC2, 0xDF, one_left},
    {between, 0xE0, 0xE0, after_e0},
    {between, 0xE1, 0xEC, two_left},
    {between, 0xED, 0xED, after_ed},
    {between, 0xEE, 0xEF, two_left},
    {between, 0xF0, 0xF0, after_f0},
    {between, 0xF1, 0xF3, three_left},
    {between, 0xF4, 0xF4, after_f4},
    {after_e0, 0xA0, 0xBF, one_left},
    {after_ed, 0x80, 0x9F, one_left},
    {after_f0, 0x90, 0xBF, two_left},
    {after_f4, 0x80, 0x8F, two_left},
    {three_left, 0x80, 0xBF, two_left},
    {two_left, 0x80, 0xBF, one_left},
    {one_left, 0x80, 0xBF, between},
});

/// For each byte a word: shifted for a state, its lowest six bits are the shift for the next.
consteval std::array<std::uint64_t, 256> make_utf8_words() {
  std::array<std::uint64_t, 256> words{};
  for (const Utf8Step& step : utf8_steps)
    for (unsigned byte = step.first; byte <= step.last; ++byte)
      words[byte] |= std::uint64_t{shift_of(step.to)} << shift_of(step.from);
  return words;
}

inline constexpr auto utf8_words = make_utf8_words();

/// Reads UTF-8 byte by byte without a branch: a load and a shift.
class Utf8Reader {
 public:
  constexpr void read(char byte) noexcept {
    word_ = utf8_words[static_cast<std::uint8_t>(byte)] >> word_ % 64;
  }

  /// Whether what was read is UTF-8 and ends with a whole code point.
  constexpr bool is_between() const noexcept { return word_ % 64 == shift_of(between); }

 private:
  std::uint64_t word_ = shift_of(between);  // only its lowest six bits matter
};

/// The size of the ASCII that `text` begins with, rounded down to whole strides.
constexpr std::size_t ascii_size(std::string_view text) noexcept {
  constexpr std::size_t stride = 8;
  std::size_t size = 0;
  for (; text.size() - size >= stride; size += stride) {
    std::uint8_t any = 0;
    for (std::size_t i = 0; i < stride; ++i) any |= static_cast<std::uint8_t>(text[size + i]);
    if (any > 0x7F) break;
  }
  return size;
}

}  // namespace detail

/// The longest prefix of `text` that is UTF-8 and at most `max_size` bytes long. It ends between
/// two code points: where the next one would not fit, or where `text` stops being UTF-8
/// (RFC 3629 §3). A view of the caller's bytes.
constexpr std::string_view truncate(std::string_view text, std::size_t max_size) noexcept {
  const std::string_view limited = text.substr(0, max_size);
  std::size_t end = detail::ascii_size(limited);
  detail::Utf8Reader reader;
  for (std::size_t i = end; i < limited.size(); ++i) {
    reader.read(limited[i]);
    if (reader.is_between()) end = i + 1;
  }
  return limited.substr(0, end);
}

/// Whether `text` is UTF-8 from its first byte to its last (RFC 3629 §3). NUL, noncharacters and
/// U+FEFF are: the RFC allows them.
constexpr bool is_utf8(std::string_view text) noexcept {
  detail::Utf8Reader reader;
  for (const char byte : text.substr(detail::ascii_size(text))) reader.read(byte);
  return reader.is_between();
}

}  // namespace closeframe
