// SPDX-License-Identifier: Apache-2.0
// UTF-8, read straight from RFC 3629. Slow and plain on purpose; shares nothing with src/.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reference {

struct ByteRange {
  unsigned first, last;
};

/// One alternative of a rule of the grammar: a range for each of its bytes.
struct Alternative {
  std::size_t size;
  std::array<ByteRange, 4> bytes;
};

inline constexpr ByteRange utf8_tail{0x80, 0xBF};

/// RFC 3629 §4, `UTF8-char`, alternative by alternative.
inline constexpr std::array<Alternative, 9> utf8_char{{
    {1, {{{0x00, 0x7F}}}},
    {2, {{{0xC2, 0xDF}, utf8_tail}}},
    {3, {{{0xE0, 0xE0}, {0xA0, 0xBF}, utf8_tail}}},
    {3, {{{0xE1, 0xEC}, utf8_tail, utf8_tail}}},
    {3, {{{0xED, 0xED}, {0x80, 0x9F}, utf8_tail}}},
    {3, {{{0xEE, 0xEF}, utf8_tail, utf8_tail}}},
    {4, {{{0xF0, 0xF0}, {0x90, 0xBF}, utf8_tail, utf8_tail}}},
    {4, {{{0xF1, 0xF3}, utf8_tail, utf8_tail, utf8_tail}}},
    {4, {{{0xF4, 0xF4}, {0x80, 0x8F}, utf8_tail, utf8_tail}}},
}};

/// The alternative that begins with each byte: one at most.
inline constexpr auto alternative_of_first_byte = [] {
  std::array<const Alternative*, 256> table{};
  for (const Alternative& alternative : utf8_char)
    for (unsigned byte = alternative.bytes[0].first; byte <= alternative.bytes[0].last; ++byte)
      table[byte] = &alternative;
  return table;
}();

/// Size in bytes of the `UTF8-char` that `text` begins with; 0 where it begins with none.
constexpr std::size_t first_char_size(std::string_view text) {
  if (text.empty()) return 0;
  const char* byte = text.data();
  const Alternative* alternative =
      alternative_of_first_byte.data()[static_cast<unsigned char>(*byte)];
  if (alternative == nullptr || text.size() < alternative->size) return 0;
  const ByteRange* range = alternative->bytes.data();
  for (const char* end = byte + alternative->size; byte != end; ++byte, ++range) {
    const unsigned value = static_cast<unsigned char>(*byte);
    if (value < range->first || value > range->last) return 0;
  }
  return alternative->size;
}

/// The longest prefix of at most `max_size` bytes that is UTF-8: RFC 3629 §4,
/// `UTF8-octets = *( UTF8-char )`, with as many as there are and as fit.
constexpr std::string_view longest_utf8_prefix(std::string_view text, std::size_t max_size) {
  std::size_t end = 0;
  for (std::string_view rest = text; std::size_t size = first_char_size(rest);) {
    if (end + size > max_size) break;
    end += size;
    rest.remove_prefix(size);
  }
  return text.substr(0, end);
}

constexpr bool is_utf8(std::string_view text) {
  return longest_utf8_prefix(text, text.size()).size() == text.size();
}

/// A sequence as RFC 3629 §3 lays out its bits, read without any of its prohibitions.
struct Sequence {
  std::size_t size;  ///< bytes, 1 to 4
  char32_t value;    ///< the number its bits spell
  char32_t least;    ///< the smallest number that needs a sequence of this size
};

/// The table of RFC 3629 §3, row by row; nothing where the bytes fit no row of it.
constexpr std::optional<Sequence> first_sequence(std::string_view text) {
  struct Row {
    unsigned lead_mask, lead;
    char32_t least;
  };
  constexpr std::array<Row, 4> rows{
      {{0x80, 0x00, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}}};
  if (text.empty()) return std::nullopt;
  const unsigned lead = static_cast<unsigned char>(text[0]);
  for (std::size_t size = 1; size <= rows.size(); ++size) {
    const Row& row = rows[size - 1];
    if ((lead & row.lead_mask) != row.lead) continue;
    if (text.size() < size) return std::nullopt;
    char32_t value = lead & ~row.lead_mask & 0xFF;
    for (std::size_t i = 1; i < size; ++i) {
      const unsigned byte = static_cast<unsigned char>(text[i]);
      if ((byte & 0xC0) != 0x80) return std::nullopt;
      value = value << 6 | (byte & 0x3F);
    }
    return Sequence{size, value, row.least};
  }
  return std::nullopt;
}

/// RFC 3629 §3: "The definition of UTF-8 prohibits encoding character numbers between U+D800 and
/// U+DFFF", decoders "MUST protect against decoding invalid sequences" such as overlong forms,
/// and no number is above U+10FFFF.
constexpr bool is_prohibited(const Sequence& sequence) {
  const bool surrogate = sequence.value >= 0xD800 && sequence.value <= 0xDFFF;
  const bool overlong = sequence.value < sequence.least;
  const bool beyond = sequence.value > 0x10FFFF;
  return surrogate || overlong || beyond;
}

/// The bytes of `value` by the table of RFC 3629 §3, in `size` bytes: overlong where fewer would
/// do, and without regard to prohibitions.
inline std::string encode(char32_t value, std::size_t size) {
  constexpr std::array<unsigned, 4> lead{0x00, 0xC0, 0xE0, 0xF0};
  std::string bytes(size, '\0');
  for (std::size_t i = size; --i > 0; value >>= 6)
    bytes[i] = static_cast<char>(0x80 | (value & 0x3F));
  bytes[0] = static_cast<char>(lead[size - 1] | value);
  return bytes;
}

/// The bytes of `value`, at most U+1FFFFF, in as few bytes as it needs.
inline std::string encode(char32_t value) {
  return encode(value, value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4);
}

}  // namespace reference
