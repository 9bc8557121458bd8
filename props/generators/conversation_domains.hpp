// SPDX-License-Identifier: Apache-2.0
// The domains of conversations.
#pragma once

#include <array>
#include <cstdint>

#include "cases/conversation.hpp"
#include "generators/domain.hpp"

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

/// The event as it happens to a server: what arrives is masked.
inline Bytes masked(Input event) {
  Bytes result(event.begin(), event.end());
  if (event[0] >> 6 != 0) return result;
  result[0] = static_cast<std::uint8_t>(result[0] + 4);
  result[2] = static_cast<std::uint8_t>(result[2] | 0x80);
  result.insert(result.begin() + 3, 4, 0);
  return result;
}

/// The first bytes of conversations of either role, open at the beginning or not.
inline constexpr std::array<std::uint8_t, 4> beginnings{0x00, 0x80, 0x40, 0xC0};

/// The event as it happens to the endpoint of a conversation that begins with `first`.
inline Bytes event_at(std::uint8_t first, Input event) {
  return first >= 0x80 ? masked(event) : Bytes(event.begin(), event.end());
}

/// Every conversation of exactly `length` events of the alphabet, at an endpoint of either role,
/// whose connection is open at the beginning or not.
template <std::size_t length>
void conversations(const Visit& visit) {
  for (const std::uint8_t first : beginnings) {
    std::array<std::size_t, length> letters{};
    for (bool more = true; more;) {
      Bytes input{first};
      for (const std::size_t letter : letters) {
        const Bytes event = event_at(first, alphabet[letter]);
        input.insert(input.end(), event.begin(), event.end());
      }
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
  for (const std::uint8_t first : beginnings)
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

/// Every code on each of its ways through a handshake: received, asked for, failed with; then the
/// transport ends, and the application is told.
inline void codes_on_every_way(const Visit& visit) {
  for (const std::uint8_t first : std::array<std::uint8_t, 2>{0x00, 0x80})
    for (unsigned code = 0; code <= 0xFFFF; ++code) {
      const auto high = static_cast<std::uint8_t>(code >> 8);
      const auto low = static_cast<std::uint8_t>(code & 0xFF);
      for (const Bytes& event : {event_at(first, Bytes{0x04, 0x88, 0x02, high, low}),
                                 Bytes{0x40, high, low}, Bytes{0x80, high, low}}) {
        Bytes input{first};
        input.insert(input.end(), event.begin(), event.end());
        input.push_back(0xC0);
        if (!visit(input)) return;
      }
    }
}

}  // namespace closeframe::props
