// SPDX-License-Identifier: Apache-2.0
// The domains of each shape that are small enough to try every member.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cases/all.hpp"
#include "generators/complete_words.hpp"
#include "generators/machines.hpp"
#include "reference/utf8.hpp"
#include "shapes/all.hpp"

namespace closeframe::props {

/// Takes one input; says whether to go on.
using Visit = std::function<bool(Input)>;

/// A set of inputs that is small enough to try them all.
struct Domain {
  std::string_view name;
  void (*enumerate)(const Visit&);
  bool nightly = false;  ///< takes minutes
  /// The names of the properties it is for; all of its shape where this is empty.
  std::span<const std::string_view> only = {};

  bool is_for(std::string_view property) const {
    return only.empty() || std::ranges::find(only, property) != only.end();
  }
};

/// Every string of `size` bytes after `prefix`, in ascending order.
inline void each_string(std::size_t size, Bytes prefix, const Visit& visit) {
  const auto start = static_cast<std::ptrdiff_t>(prefix.size());
  prefix.resize(prefix.size() + size, 0);
  for (bool more = true; more;) {
    if (!visit(prefix)) return;
    auto digit = prefix.rbegin();
    const auto end = prefix.rend() - start;
    while (digit != end && *digit == 0xFF) *digit++ = 0;
    more = digit != end;
    if (more) ++*digit;
  }
}

template <class Shape>
void worked_examples(const Visit& visit) {
  for (const Shape& example : examples<Shape>)
    if (!visit(to_input(example))) return;
}

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

/// The events of the small alphabet from which whole conversations are made, as they happen to a
/// client; a server gets the same, masked with a zero key.
inline constexpr auto alphabet = std::to_array<Input>({
    bytes<"\x04\x88\x02\x03\xE8">,      // a close with 1000 arrives
    bytes<"\x02\x88\x00">,              // a close without status
    bytes<"\x03\x88\x01\x03">,          // a close that is wrong
    bytes<"\x05\x88\x03\x03\xE8\xFF">,  // a close whose reason is not UTF-8
    bytes<"\x03\x01\x01!">,             // a fragment of a message
    bytes<"\x40\x03\xE9">,              // the application closes with 1001
    bytes<"\x40\x03\xF2">,              // with 1010
    bytes<"\x7F">,                      // without status
    bytes<"\x80\x03\xF3">,              // it fails the connection with 1011
    bytes<"\xC0">,                      // the transport ends
    bytes<"\xC1">,                      // the connection opens
    bytes<"\xC2">,                      // the transport ends because its TLS handshake failed
});

/// The role of an endpoint, and whether its connection is open: see `Conversation`.
inline constexpr std::array<std::uint8_t, 4> first_bytes{0x00, 0x80, 0x40, 0xC0};

/// The event as it happens to a server: what arrives is masked.
inline Bytes masked(Input event) {
  Bytes result(event.begin(), event.end());
  if (event[0] >> 6 != 0) return result;
  result[0] = static_cast<std::uint8_t>(result[0] + 4);
  result[2] = static_cast<std::uint8_t>(result[2] | 0x80);
  result.insert(result.begin() + 3, 4, 0);
  return result;
}

/// The alphabet as it happens to an endpoint of this role.
inline std::vector<Bytes> events_at(bool is_server) {
  std::vector<Bytes> events;
  for (const Input event : alphabet)
    events.push_back(is_server ? masked(event) : Bytes(event.begin(), event.end()));
  return events;
}

/// What shows each wrong endpoint of as many states as a right one has, or of so many more.
template <std::size_t extra_states>
void complete_conversations(const Visit& visit) {
  bool goes_on = true;
  for (const std::uint8_t first : first_bytes) {
    const auto events = events_at((first & 0x80) != 0);
    const Machine machine = endpoint_machine((first & 0x80) != 0, (first & 0x40) == 0, events);
    each_word(complete_words(machine), extra_states, [&](const Word& word) {
      Bytes input{first};
      for (const std::size_t letter : word)
        input.insert(input.end(), events[letter].begin(), events[letter].end());
      return goes_on = visit(input);
    });
    if (!goes_on) return;
  }
}

/// Every conversation of exactly `length` events of the alphabet, at an endpoint of either role,
/// whose connection is open at the beginning or not.
template <std::size_t length>
void conversations(const Visit& visit) {
  for (const std::uint8_t first : first_bytes) {
    const auto events = events_at((first & 0x80) != 0);
    std::array<std::size_t, length> letters{};
    for (bool more = true; more;) {
      Bytes input{first};
      for (const std::size_t letter : letters)
        input.insert(input.end(), events[letter].begin(), events[letter].end());
      if (!visit(input)) return;
      auto digit = letters.begin();
      while (digit != letters.end() && *digit == alphabet.size() - 1) *digit++ = 0;
      more = digit != letters.end();
      if (more) ++*digit;
    }
  }
}

inline constexpr std::array<std::string_view, 3> against_the_reference{
    "utf8_agrees_with_the_abnf", "surrogates_overlongs_and_beyond_are_rejected",
    "truncate_agrees_with_the_reference"};

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
    {"all conversations of 5 events", conversations<5>, true},
});

}  // namespace closeframe::props
