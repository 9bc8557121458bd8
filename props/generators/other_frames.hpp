// SPDX-License-Identifier: Apache-2.0
// RapidCheck generators of frames that are no close, whole, unfinished and wrong.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <closeframe/frame.hpp>
#include <cstdint>
#include <tuple>
#include <vector>

#include "generators/values.hpp"

namespace closeframe::props::generators {

/// The masking key of a frame whose payload nobody looks at; none where `sender` does not mask.
inline Bytes some_key(Role sender) { return sender == Role::client ? Bytes{1, 2, 3, 4} : Bytes{}; }

/// The header of a frame of `size` bytes of payload, its key included. `length_size` is that of the
/// length beyond its first seven bits: 0, 2 or 8 bytes, in which `size` fits.
inline Bytes other_header(Role sender, std::uint8_t first, std::uint64_t size,
                          std::size_t length_size) {
  const auto mask = static_cast<std::uint8_t>(sender == Role::client ? 0x80 : 0);
  const std::uint64_t seven_bits = length_size == 0 ? size : length_size == 2 ? 126 : 127;
  Bytes header{first, static_cast<std::uint8_t>(mask | seven_bits)};
  for (std::size_t bits = 8 * length_size; bits != 0; bits -= 8)
    header.push_back(static_cast<std::uint8_t>(size >> (bits - 8) & 0xFF));
  return join({header, some_key(sender)});
}

/// A frame of another kind: a fragment, a ping, a text, with any of the three length forms.
inline Gen<Bytes> other_frame(Role sender) {
  const auto byte = uniform<std::uint8_t>(0, 255);
  const auto first =
      one_of(std::vector<std::uint8_t>{0x81, 0x01, 0x80, 0x00, 0x82, 0x89, 0x8A, 0xC1});
  const auto sizes = one_of(std::vector<std::size_t>{0, 1, 2, 3, 125, 126, 127, 200});
  const auto any = rc::gen::mapcat(
      sizes, [=](std::size_t size) { return rc::gen::container<Bytes>(size, byte); });
  const auto near_256 =
      rc::gen::map(rc::gen::tuple(uniform<std::size_t>(255, 257), byte), [](const auto& parts) {
        const auto& [size, filling] = parts;
        return Bytes(size, filling);
      });
  const auto payload = rc::gen::weightedOneOf<Bytes>({{7, any}, {1, near_256}});
  const auto form = one_of(std::vector<std::size_t>{0, 2, 8});
  return rc::gen::map(rc::gen::tuple(first, payload, form), [sender](const auto& parts) {
    const auto& [first_byte, data, length_size] = parts;
    const std::size_t least_size = data.size() <= 125 ? 0 : 2;
    return join(
        {other_header(sender, first_byte, data.size(), std::max(length_size, least_size)), data});
  });
}

/// A fragment, a ping, a pong or a whole message of up to two bytes.
inline Gen<Bytes> small_frame(Role sender) {
  const auto first = one_of(std::vector<std::uint8_t>{0x00, 0x01, 0x02, 0x89, 0x8A, 0x80, 0x81});
  return rc::gen::map(rc::gen::tuple(first, uniform<std::uint8_t>(0, 2)),
                      [sender](const auto& parts) {
                        const auto& [first_byte, size] = parts;
                        return join({other_header(sender, first_byte, size, 0), Bytes(size, 0x88)});
                      });
}

/// A power of two, or a number beside it: of which a number too narrow keeps nothing, or a signed
/// one another sign. From 2^8 - 1 to 2^63 - 1.
inline Gen<std::uint64_t> near_a_power() {
  return rc::gen::map(rc::gen::tuple(one_of(std::vector<int>{8, 15, 16, 24, 31, 32, 62, 63}),
                                     one_of(std::vector<std::uint64_t>{1, 0, 2})),
                      [](const auto& parts) {
                        const auto& [power, distance] = parts;
                        const std::uint64_t number = std::uint64_t{1} << power;
                        return number - 1 + (power == 63 ? 0 : distance);
                      });
}

/// The beginning of a frame of another kind that announces far more payload than comes. What comes
/// looks like an empty close.
inline Gen<Bytes> unfinished_frame(Role sender) {
  return rc::gen::map(rc::gen::tuple(near_a_power(), uniform(0, 1)), [sender](const auto& parts) {
    const auto& [size, is_long] = parts;
    const auto mask = static_cast<std::uint8_t>(sender == Role::client ? 0x80 : 0);
    return join({other_header(sender, 0x82, size, size > 0xFFFF || is_long ? 8 : 2),
                 {0x88, mask},
                 some_key(sender)});
  });
}

/// A frame of another kind whose header is wrong: its mask bit, or the first bit of its length.
inline Gen<Bytes> wrong_frame(Role sender) {
  const auto other_side = sender == Role::client ? Role::server : Role::client;
  const auto length = rc::gen::map(rc::gen::tuple(uniform<std::uint8_t>(0x80, 0xFF),
                                                  one_of(std::vector<std::uint64_t>{0, ~0ull})),
                                   [sender](const auto& parts) {
                                     const auto& [first, others] = parts;
                                     const auto size = std::uint64_t{first} << 56 | others >> 8;
                                     return other_header(sender, 0x82, size, 8);
                                   });
  return rc::gen::oneOf(other_frame(other_side), small_frame(other_side), length);
}

}  // namespace closeframe::props::generators
