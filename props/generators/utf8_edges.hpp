// SPDX-License-Identifier: Apache-2.0
// The places where UTF-8 is easily got wrong: read by the generators and by the dictionary.
#pragma once

#include <array>
#include <string_view>

namespace closeframe::props {

/// The scalar values on either side of every boundary of RFC 3629 §3, and those with a meaning
/// of their own elsewhere: NUL, U+FEFF, U+FFFD, the noncharacters U+FFFE and U+FFFF.
inline constexpr std::array<char32_t, 15> edge_scalars{U'a',   0x0,    0x7F,    0x80,    0x7FF,
                                                       0x800,  0xD7FF, 0xE000,  0xFEFF,  0xFFFD,
                                                       0xFFFE, 0xFFFF, 0x10000, 0x3FFFF, 0x10FFFF};

/// Bytes that make a valid text invalid wherever between two code points they are put.
struct Corruption {
  std::string_view name;
  std::string_view bytes;
};

inline constexpr auto corruptions = std::to_array<Corruption>({
    {"lone-continuation", "\x80"},
    {"lone-continuation-last", "\xBF"},
    {"truncated-2", "\xC3"},
    {"truncated-3-after-1", "\xE2"},
    {"truncated-3-after-2", "\xE2\x82"},
    {"truncated-4-after-1", "\xF0"},
    {"truncated-4-after-2", "\xF0\x9F"},
    {"truncated-4-after-3", "\xF0\x9F\x98"},
    {"overlong-2-lowest", "\xC0\x80"},
    {"overlong-2-highest", "\xC1\xBF"},
    {"overlong-3-lowest", "\xE0\x80\x80"},
    {"overlong-3-highest", "\xE0\x9F\xBF"},
    {"overlong-4-lowest", "\xF0\x80\x80\x80"},
    {"overlong-4-highest", "\xF0\x8F\xBF\xBF"},
    {"surrogate-lowest", "\xED\xA0\x80"},
    {"surrogate-highest", "\xED\xBF\xBF"},
    {"above-10ffff", "\xF4\x90\x80\x80"},
    {"lead-f5", "\xF5\x80\x80\x80"},
    {"lead-f8", "\xF8\x88\x80\x80\x80"},
    {"lead-fe", "\xFE"},
    {"lead-ff", "\xFF"},
});

}  // namespace closeframe::props
