// SPDX-License-Identifier: Apache-2.0
// The domains of each shape that are small enough to try every member.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cases/all.hpp"
#include "generators/complete_words.hpp"
#include "generators/conversation_domains.hpp"
#include "generators/dialogue_domains.hpp"
#include "generators/domain.hpp"
#include "generators/machines.hpp"
#include "generators/wire_domains.hpp"
#include "reference/utf8.hpp"
#include "shapes/all.hpp"

namespace closeframe::props {

template <std::size_t size>
void strings(const Visit& visit) {
  each_string(size, {}, visit);
}

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

/// Every code, with no reason, a good one, one that is not UTF-8 and one that is too long.
inline void codes(const Visit& visit) {
  const std::array<std::string_view, 4> reasons{"", "bye", "\xFF", reason_of_124};
  for (unsigned code = 0; code <= 0xFFFF; ++code)
    for (const auto reason : reasons)
      if (!visit(to_input(shapes::CloseRequest{static_cast<std::uint16_t>(code), reason}))) return;
}

/// Every first two bytes of a frame from either role, followed by enough for the longest one:
/// whether read with a masking key or without, it is code 4096 and then ASCII.
inline void headers(const Visit& visit) {
  constexpr std::array<std::uint8_t, 4> key{0x10, 0x00, 'a', 'a'};
  for (const Role sender : {Role::client, Role::server}) {
    Bytes frame{0, 0, key[0], key[1], key[2], key[3], 0, 0};
    while (frame.size() < 131) frame.push_back(key[(frame.size() - 6) % 4] ^ 'a');
    for (unsigned header = 0; header <= 0xFFFF; ++header) {
      frame[0] = static_cast<std::uint8_t>(header >> 8);
      frame[1] = static_cast<std::uint8_t>(header & 0xFF);
      if (!visit(to_input(shapes::Wire{sender, 0, frame}))) return;
    }
  }
}

inline constexpr std::array<std::string_view, 3> against_the_reference{
    "utf8_agrees_with_the_abnf", "surrogates_overlongs_and_beyond_are_rejected",
    "truncate_agrees_with_the_reference"};

inline constexpr std::array<std::string_view, 4> ways_of_a_code{
    "agrees_with_the_model", "everything_sent_is_a_well_formed_close", "the_answer_echoes_the_code",
    "the_application_is_told_the_first_code"};

/// The domains of a shape.
template <class Shape>
inline constexpr std::array<Domain, 0> domains;

template <>
inline constexpr auto domains<shapes::Body> = std::to_array<Domain>({
    {"worked examples", worked_examples<shapes::Body>},
    {"all bodies of 0 bytes", strings<0>},
    {"all bodies of 1 byte", strings<1>},
    {"all bodies of 2 bytes", strings<2>},
});

template <>
inline constexpr auto domains<shapes::CloseRequest> = std::to_array<Domain>({
    {"worked examples", worked_examples<shapes::CloseRequest>},
    {"all 65,536 codes", codes},
});

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

template <>
inline constexpr auto domains<shapes::Wire> = std::to_array<Domain>({
    {"worked examples", worked_examples<shapes::Wire>},
    {"all 65,536 headers from either role", headers},
    {"a close under 4,096 keys with structure", keys},
    {"one odd byte at every place of a reason of every size", odd_bytes_in_reasons},
    {"every length beside a power of two, in each form", lengths},
    {"all streams of 4 small frames", neighbours},
    {"pings and fragments up to 260 times", repeated_frames},
    {"every large arrival", large_arrivals},
});

template <>
inline constexpr auto domains<shapes::Conversation> = std::to_array<Domain>({
    {"worked examples", worked_examples<shapes::Conversation>},
    {"all conversations of 1 event", conversations<1>},
    {"all conversations of 2 events", conversations<2>},
    {"all conversations of 3 events", conversations<3>},
    {"all conversations of 4 events", conversations<4>},
    {"words complete for the states of an endpoint", complete_conversations<0>},
    {"words complete for one state more", complete_conversations<1>},
    {"words complete for two states more", complete_conversations<2>, true},
    {"every event up to 40 times", repeated_events},
    {"every large arrival", large_arrivals_in_conversations},
    {"every code, received", codes_on_their_way<"\x04\x88\x02">, false, ways_of_a_code},
    {"every code, asked for", codes_on_their_way<"\x40">, false, ways_of_a_code},
    {"every code, failed with", codes_on_their_way<"\x80">, false, ways_of_a_code},
    {"all conversations of 5 events", conversations<5>, true},
});

template <>
inline constexpr auto domains<shapes::Dialogue> = std::to_array<Domain>({
    {"all 4,096 headers of closes to either role", headers_of_closes},
    {"all 65,536 headers to either role", header_pairs, true},
    {"codes up to 5,100, received", codes_received_up_to<5100>},
    {"every code, received", codes_received, true},
    {"codes up to 5,100, asked for", codes_asked_for_up_to<5100>},
    {"every code, asked for", codes_asked_for, true},
    {"reasons of every size, asked for", reasons_asked_for},
    {"ten closes split in three at all places", splits},
    {"all dialogues of 1 small step", small_dialogues<1>},
    {"all dialogues of 2 small steps", small_dialogues<2>},
    {"all dialogues of 3 small steps", small_dialogues<3>},
    {"all dialogues of 4 small steps", small_dialogues<4>, true},
});

}  // namespace closeframe::props
