// SPDX-License-Identifier: Apache-2.0
// The domains of conversations.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "cases/conversation.hpp"
#include "cases/large_arrival.hpp"
#include "generators/complete_words.hpp"
#include "generators/domain.hpp"
#include "generators/machines.hpp"
#include "shapes/conversation.hpp"

namespace closeframe::props {

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

/// The event as it happens to the endpoint of a conversation that begins with `first`.
inline Bytes event_at(std::uint8_t first, Input event) {
  return first >= 0x80 ? masked(event) : Bytes(event.begin(), event.end());
}

/// The alphabet as it happens to that endpoint.
inline std::vector<Bytes> events_at(std::uint8_t first) {
  std::vector<Bytes> events;
  for (const Input event : alphabet) events.push_back(event_at(first, event));
  return events;
}

/// The machine that such an endpoint is.
inline Machine machine_of(std::uint8_t first) {
  return endpoint_machine((first & 0x80) != 0, (first & 0x40) == 0, events_at(first));
}

/// What shows each wrong endpoint of as many states as a right one has, or of so many more.
template <std::size_t extra_states>
void complete_conversations(const Visit& visit) {
  bool goes_on = true;
  for (const std::uint8_t first : first_bytes) {
    const auto events = events_at(first);
    each_word(complete_words(machine_of(first)), extra_states, [&](const Word& word) {
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
    const auto events = events_at(first);
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

/// Every event of the alphabet, up to 40 times, before a whole closing handshake.
inline void repeated_events(const Visit& visit) {
  for (const std::uint8_t first : first_bytes)
    for (const Input letter : alphabet) {
      Bytes input{first};
      for (int count = 1; count <= 40; ++count) {
        const Bytes event = event_at(first, letter);
        input.insert(input.end(), event.begin(), event.end());
        Bytes whole = input;
        for (const Input last :
             {bytes<"\xC1">, bytes<"\x40\x03\xE9">, bytes<"\x04\x88\x02\x03\xE8">, bytes<"\xC0">}) {
          const Bytes end = event_at(first, last);
          whole.insert(whole.end(), end.begin(), end.end());
        }
        if (!visit(whole)) return;
      }
    }
}

/// A close, and as much behind it as makes each of the sizes that large_arrival.hpp tells apart.
inline void large_arrivals_in_conversations(const Visit& visit) {
  for (const std::uint8_t first : std::array<std::uint8_t, 2>{0x00, 0x80}) {
    Bytes input = event_at(first, bytes<"\x04\x88\x02\x03\xE8">);
    input.insert(input.begin(), first);
    for (std::size_t number = 0; number < large_arrival_period; ++number) {
      if (!visit(input)) return;
      input.push_back(0xC0);
    }
  }
}

/// Every code on one of its ways through a handshake: an event that begins with `beginning` and
/// ends with the code. Then the transport ends, and the application is told.
template <Literal beginning>
void codes_on_their_way(const Visit& visit) {
  for (const std::uint8_t first : std::array<std::uint8_t, 2>{0x00, 0x80})
    for (unsigned code = 0; code <= 0xFFFF; ++code) {
      const auto high = static_cast<std::uint8_t>(code >> 8);
      const auto low = static_cast<std::uint8_t>(code & 0xFF);
      Bytes event(bytes<beginning>.begin(), bytes<beginning>.end());
      event.insert(event.end(), {high, low});
      event = event_at(first, event);
      event.insert(event.begin(), first);
      event.push_back(0xC0);
      if (!visit(event)) return;
    }
}

inline constexpr std::array<std::string_view, 4> ways_of_a_code{
    "agrees_with_the_model", "everything_sent_is_a_well_formed_close", "the_answer_echoes_the_code",
    "the_application_is_told_the_first_code"};

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

}  // namespace closeframe::props
