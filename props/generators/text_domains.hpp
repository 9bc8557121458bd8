// SPDX-License-Identifier: Apache-2.0
// The domains of texts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cases/text.hpp"
#include "generators/complete_words.hpp"
#include "generators/domain.hpp"
#include "generators/machines.hpp"
#include "reference/utf8.hpp"

namespace closeframe::props {

/// Limited to one byte less than they have, so that there is something to cut.
template <std::size_t size>
void texts(const Visit& visit) {
  each_string(size, {static_cast<std::uint8_t>(size > 0 ? size - 1 : 0)}, visit);
}

/// What shows each wrong machine of as many states as UTF-8 has, or of so many more.
template <std::size_t extra_states>
void complete_texts(const Visit& visit) {
  static const CompleteWords words = complete_words(utf8_machine());
  Bytes input;
  each_word(words, extra_states, [&](const Word& word) {
    input.assign(1, static_cast<std::uint8_t>(word.empty() ? 0 : word.size() - 1));
    for (const std::size_t byte : word) input.push_back(static_cast<std::uint8_t>(byte));
    return visit(input);
  });
}

inline void scalar_values(const Visit& visit) {
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    if (value == 0xD800) value = 0xE000;
    const std::string text = reference::encode(value);
    Bytes input{static_cast<std::uint8_t>(text.size())};
    input.insert(input.end(), text.begin(), text.end());
    if (!visit(input)) return;
  }
}

/// 32 NULs, of which one is any byte.
inline void one_among_nuls(const Visit& visit) {
  for (std::size_t place = 1; place <= 32; ++place)
    for (unsigned byte = 0; byte <= 0xFF; ++byte) {
      Bytes input(33, 0);
      input[0] = 32;
      input[place] = static_cast<std::uint8_t>(byte);
      if (!visit(input)) return;
    }
}

/// ASCII but for one byte, at every place of every size up to 130.
inline void odd_bytes(const Visit& visit) {
  for (std::size_t size = 0; size <= 130; ++size) {
    Bytes input(1 + size, 'a');
    input[0] = static_cast<std::uint8_t>(size);
    if (!visit(input)) return;
    for (std::size_t place = 1; place <= size; ++place) {
      for (const std::uint8_t odd : std::array<std::uint8_t, 2>{0x80, 0xC3}) {
        input[place] = odd;
        if (!visit(input)) return;
      }
      input[place] = 'a';
    }
  }
}

inline constexpr std::array<std::string_view, 3> against_the_reference{
    "utf8_agrees_with_the_abnf", "surrogates_overlongs_and_beyond_are_rejected",
    "truncate_agrees_with_the_reference"};

template <>
inline constexpr auto domains<shapes::Text> = std::to_array<Domain>({
    {"worked examples", worked_examples<shapes::Text>},
    {"all scalar values", scalar_values},
    {"every byte at every place among 32 NULs", one_among_nuls},
    {"one odd byte at every place of every size up to 130", odd_bytes},
    {"all strings of 0 bytes", texts<0>},
    {"all strings of 1 byte", texts<1>},
    {"all strings of 2 bytes", texts<2>},
    {"words complete for the states of UTF-8", complete_texts<0>},
    {"words complete for one state more", complete_texts<1>, false,
     std::span(against_the_reference).first(1)},
    {"all strings of 3 bytes", texts<3>, false, against_the_reference},
    {"all strings of 4 bytes", texts<4>, true, std::span(against_the_reference).first(1)},
});

}  // namespace closeframe::props
