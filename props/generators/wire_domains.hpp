// SPDX-License-Identifier: Apache-2.0
// The domains of bytes off the wire.
#pragma once

#include <array>
#include <closeframe/frame.hpp>
#include <cstdint>

#include "cases/large_arrival.hpp"
#include "cases/wire.hpp"
#include "generators/domain.hpp"
#include "shapes/wire.hpp"

namespace closeframe::props {

/// A frame with a zero key where `sender` masks, so that the payload is as it is.
inline Bytes plain_frame(Role sender, std::uint8_t first, Input payload) {
  const bool masks = sender == Role::client;
  Bytes frame{first, static_cast<std::uint8_t>((masks ? 0x80 : 0) | payload.size())};
  if (masks) frame.resize(frame.size() + 4);
  frame.insert(frame.end(), payload.begin(), payload.end());
  return frame;
}

inline void append(Bytes& bytes, const Bytes& more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

/// Visits what arrived all at once and byte by byte.
inline bool visit_split(Role sender, const Bytes& bytes, const Visit& visit) {
  return visit(to_input(shapes::Wire{sender, 0, bytes})) &&
         visit(to_input(shapes::Wire{sender, 1, bytes}));
}

/// A close with each key of four of these bytes, in which a shortcut may see something: equal
/// bytes, equal pairs, a zero, the body itself.
inline void keys(const Visit& visit) {
  constexpr std::array<std::uint8_t, 8> parts{0x00, 0x01, 0x03, 0xE8, 0x7F, 0x80, 0x88, 0xFF};
  for (const Input body : {bytes<"\x03\xE8">, bytes<"\x03\xE8\x03\xE8 and so on">})
    for (unsigned number = 0; number < 8 * 8 * 8 * 8; ++number) {
      const std::array key{parts[number >> 9], parts[number >> 6 & 7], parts[number >> 3 & 7],
                           parts[number & 7]};
      Bytes frame = plain_frame(Role::client, 0x88, body);
      for (std::size_t i = 0; i < 4; ++i) frame[2 + i] = key[i];
      for (std::size_t i = 6; i < frame.size(); ++i) frame[i] ^= key[(i - 6) % 4];
      if (!visit(to_input(shapes::Wire{Role::client, 0, frame}))) return;
    }
}

/// A close whose reason is ASCII but for one byte: at every place of every size.
inline void odd_bytes_in_reasons(const Visit& visit) {
  for (const Role sender : {Role::client, Role::server})
    for (std::size_t size = 1; size <= 123; ++size) {
      Bytes body(2 + size, 'a');
      body[0] = 0x03;
      body[1] = 0xE8;
      for (std::size_t place = 0; place < size; ++place) {
        body[2 + place] = 0x80;
        if (!visit(to_input(shapes::Wire{sender, 0, plain_frame(sender, 0x88, body)}))) return;
        body[2 + place] = 'a';
      }
    }
}

/// A frame of each length beside a power of two, in each form that holds it, as far as its payload
/// is small enough; then what looks like a close, and is one where the payload was whole.
inline void lengths(const Visit& visit) {
  constexpr std::uint64_t most_payload = 4097;
  for (const Role sender : {Role::client, Role::server})
    for (int power = 0; power <= 63; ++power)
      for (std::uint64_t distance = 0; distance <= 2; ++distance)
        for (const std::size_t length_size : std::array<std::size_t, 2>{2, 8}) {
          const std::uint64_t length = (std::uint64_t{1} << power) - 1 + distance;
          if (length_size == 2 && length > 0xFFFF) continue;
          Bytes all{0x82, static_cast<std::uint8_t>((sender == Role::client ? 0x80 : 0) |
                                                    (length_size == 2 ? 126 : 127))};
          for (std::size_t bits = 8 * length_size; bits != 0; bits -= 8)
            all.push_back(static_cast<std::uint8_t>(length >> (bits - 8) & 0xFF));
          if (sender == Role::client) append(all, {1, 2, 3, 4});
          if (length <= most_payload)
            all.resize(all.size() + static_cast<std::size_t>(length), 0x88);
          append(all, plain_frame(sender, 0x88, bytes<"\x03\xE8">));
          if (!visit_split(sender, all, visit)) return;
        }
}

/// All streams of up to four small frames: each kind of fragment, a ping, a whole message, some
/// with the mask bit of the other side, and a close, which meets every state of a message.
inline void neighbours(const Visit& visit) {
  constexpr std::array<std::uint8_t, 6> firsts{0x01, 0x00, 0x80, 0x81, 0x89, 0x88};
  constexpr std::size_t letter_count = firsts.size() + 2;
  for (const Role sender : {Role::client, Role::server}) {
    const Role other = sender == Role::client ? Role::server : Role::client;
    for (std::size_t word = 0; word < letter_count * letter_count * letter_count * letter_count;
         ++word) {
      Bytes stream;
      for (std::size_t rest = word, i = 0; i < 4; ++i, rest /= letter_count) {
        const std::size_t letter = rest % letter_count;
        append(stream, letter < firsts.size()
                           ? plain_frame(sender, firsts[letter], {})
                           : plain_frame(other, letter == firsts.size() ? 0x00 : 0x89, {}));
      }
      if (!visit_split(sender, stream, visit)) return;
    }
  }
}

/// Pings, and fragments that never end, as often as a byte counts, and a close behind them.
inline void repeated_frames(const Visit& visit) {
  for (const Role sender : {Role::client, Role::server})
    for (const std::uint8_t first : std::array<std::uint8_t, 2>{0x89, 0x00}) {
      Bytes stream = plain_frame(sender, 0x01, {});
      for (int count = 1; count <= 260; ++count) {
        append(stream, plain_frame(sender, first, {}));
        Bytes all = stream;
        append(all, plain_frame(sender, 0x88, bytes<"\x03\xE8">));
        if (!visit_split(sender, all, visit)) return;
      }
    }
}

/// A close, and as much behind it as makes each of the sizes that large_arrival.hpp tells apart.
inline void large_arrivals(const Visit& visit) {
  for (const Role sender : {Role::client, Role::server}) {
    Bytes stream = plain_frame(sender, 0x88, bytes<"\x03\xE8">);
    for (std::size_t number = 0; number < large_arrival_period; ++number) {
      if (!visit_split(sender, stream, visit)) return;
      stream.push_back(0);
    }
  }
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

}  // namespace closeframe::props
