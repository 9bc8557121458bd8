// SPDX-License-Identifier: Apache-2.0
// RapidCheck generators of frames, alone and in streams.
#pragma once

#include <rapidcheck.h>

#include <closeframe/frame.hpp>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "generators/keys.hpp"
#include "generators/other_frames.hpp"
#include "generators/repetition.hpp"
#include "generators/values.hpp"
#include "shapes/wire.hpp"

namespace closeframe::props::generators {

/// What may be wrong with the header of a frame that is otherwise well-formed.
enum class HeaderFault : std::uint8_t {
  none,
  opcode,
  fin,
  reserved_bit,
  mask_bit,
  long_length,
  cut,
};

struct FrameParts {
  Role sender;
  std::uint8_t chunk_size;
  Bytes body;
  KeyPlan key;
  Bytes trailing;
  HeaderFault fault;
  std::uint8_t variation;  ///< picks one of the ways to have the fault
};

inline Bytes length_field(std::size_t size, bool long_form, bool mask_bit) {
  const auto mask = static_cast<std::uint8_t>(mask_bit ? 0x80 : 0);
  if (size <= 125 && !long_form) return {static_cast<std::uint8_t>(mask | size)};
  return join(
      {{static_cast<std::uint8_t>(mask | 126)}, big_endian(static_cast<std::uint16_t>(size))});
}

inline std::uint8_t first_byte(HeaderFault fault, std::uint8_t variation) {
  if (fault == HeaderFault::opcode) {
    const int opcode = variation % 15;
    return static_cast<std::uint8_t>(0x80 | (opcode < 8 ? opcode : opcode + 1));
  }
  if (fault == HeaderFault::fin) return 0x08;
  if (fault == HeaderFault::reserved_bit)
    return static_cast<std::uint8_t>(0x88 | (1 + variation % 7) << 4);
  return 0x88;
}

inline Bytes assemble(const FrameParts& parts) {
  const bool masked = (parts.sender == Role::client) != (parts.fault == HeaderFault::mask_bit);
  const Bytes key = masked ? key_of(parts.key, parts.body) : Bytes{};
  Bytes payload = parts.body;
  for (std::size_t i = 0; masked && i < payload.size(); ++i) payload[i] ^= key[i % 4];
  Bytes frame = join({{first_byte(parts.fault, parts.variation)},
                      length_field(payload.size(), parts.fault == HeaderFault::long_length, masked),
                      key,
                      payload,
                      parts.trailing});
  if (parts.fault == HeaderFault::cut) frame.resize(frame.size() * parts.variation / 256);
  return to_input(shapes::Wire{parts.sender, parts.chunk_size, frame});
}

/// The sizes of the chunks in which bytes arrive.
inline Gen<std::uint8_t> chunk_size() {
  return rc::gen::weightedOneOf<std::uint8_t>({{1, rc::gen::just<std::uint8_t>(0)},
                                               {1, uniform<std::uint8_t>(1, 3)},
                                               {1, uniform<std::uint8_t>(4, 127)}});
}

inline Gen<FrameParts> frame_parts() {
  using enum HeaderFault;
  const auto byte = uniform<std::uint8_t>(0, 255);
  const auto trailing = rc::gen::weightedOneOf<Bytes>(
      {{2, rc::gen::just(Bytes{})}, {1, rc::gen::container<Bytes>(7, byte)}});
  const auto fault = rc::gen::weightedElement<HeaderFault>({{14, none},
                                                            {1, opcode},
                                                            {1, fin},
                                                            {1, reserved_bit},
                                                            {2, mask_bit},
                                                            {1, long_length},
                                                            {2, cut}});
  return rc::gen::map(rc::gen::tuple(uniform(0, 1), chunk_size(), code_and_reason(), key_plan(),
                                     trailing, fault, byte),
                      [](const auto& parts) {
                        return std::apply(
                            [](int server, auto... rest) {
                              return FrameParts{server ? Role::server : Role::client,
                                                std::move(rest)...};
                            },
                            parts);
                      });
}

/// A close frame with a body that is a code and a reason, good or bad.
inline Gen<Bytes> close_frame(Role sender, Gen<Bytes> body) {
  return rc::gen::map(rc::gen::tuple(std::move(body), key_plan()), [sender](const auto& parts) {
    const auto& [bytes, key] = parts;
    const Bytes input = assemble({sender, 0, bytes, key, {}, HeaderFault::none, 0});
    return Bytes(input.begin() + 1, input.end());
  });
}

/// Frames of any kind one after the other, in chunks.
inline Gen<Bytes> stream(Role sender) {
  const auto frame = rc::gen::weightedOneOf<Bytes>({{2, other_frame(sender)},
                                                    {2, close_frame(sender, code_and_reason())},
                                                    {1, many_small_frames(sender)},
                                                    {1, unfinished_frame(sender)},
                                                    {1, wrong_frame(sender)}});
  const auto frames = rc::gen::resize(5, rc::gen::container<std::vector<Bytes>>(frame));
  return rc::gen::map(rc::gen::tuple(chunk_size(), frames), [sender](const auto& parts) {
    const auto& [size, several] = parts;
    Bytes bytes;
    for (const Bytes& one : several) bytes.insert(bytes.end(), one.begin(), one.end());
    return to_input(shapes::Wire{sender, size, bytes});
  });
}

}  // namespace closeframe::props::generators
