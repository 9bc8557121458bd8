// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "cases/large_arrival.hpp"
#include "cases/wire.hpp"
#include "generators/classes.hpp"
#include "generators/faults.hpp"
#include "generators/frames.hpp"
#include "generators/input.hpp"
#include "generators/values.hpp"
#include "reference/close_frame.hpp"
#include "reference/endpoint.hpp"

namespace closeframe::props::generators {

using reference::Fault;
using shapes::Wire;

/// Whether a close is masked with a key of which `is` says so.
template <bool (*is)(const Bytes& key, const Case<Wire>&)>
bool has_key(const Case<Wire>& wire) {
  if (wire.sender != Role::client || !wire.expected.has_code || wire.expected.frame_size == 0)
    return false;
  return is({wire.bytes.begin() + 2, wire.bytes.begin() + 6}, wire);
}

inline bool is_of_equal_bytes(const Bytes& key, const Case<Wire>&) {
  return key[0] != 0 && key == Bytes(4, key[0]);
}
inline bool is_of_pairs(const Bytes& key, const Case<Wire>&) {
  return key[0] != key[3] &&
         ((key[0] == key[1] && key[2] == key[3]) || (key[0] == key[2] && key[1] == key[3]));
}
inline bool has_one_zero(const Bytes& key, const Case<Wire>&) {
  return std::ranges::count(key, 0) == 1;
}
inline bool is_of_the_body(const Bytes&, const Case<Wire>& wire) {
  return wire.bytes[6] == 0 && wire.bytes[7] == 0;
}

/// The number of frames that are no close at the beginning, all of them whole.
inline std::size_t others_ahead(const Case<Wire>& wire) {
  std::size_t count = 0;
  for (Input rest = wire.bytes; !rest.empty() && rest[0] % 16 != 8; ++count) {
    const auto size = reference::frame_size(rest);
    if (!size) break;
    rest = rest.subspan(*size);
  }
  return count;
}

/// Whether the first frame announces a payload of 2^8 - 1 bytes or more: a power of two, less one
/// and more `distance`.
template <std::uint64_t distance>
bool announces(const Case<Wire>& wire) {
  const Input bytes = wire.bytes;
  const std::size_t form = bytes.size() < 2 || bytes[0] % 16 == 8 ? 0 : bytes[1] % 128;
  const std::size_t length_size = form == 126 ? 2 : form == 127 ? 8 : 0;
  if (bytes.size() < 2 + length_size) return false;
  std::uint64_t length = 0;
  for (const std::uint8_t byte : bytes.subspan(2, length_size)) length = length << 8 | byte;
  return length >= 255 && length >> 63 == 0 && std::has_single_bit(length + 1 - distance);
}

template <int power>
bool has_large_arrival(const Case<Wire>& wire) {
  const auto arrival = large_arrival_of(wire);
  return arrival && arrival->power == power;
}

template <>
inline constexpr auto classes<Wire> = std::to_array<Class<Wire>>({
    {"accepted", 20, [](const Case<Wire>& wire) { return wire.expected.frame_size != 0; }},
    {"incomplete", 3, [](const Case<Wire>& wire) { return !wire.expected.complete; }},
    {"wrong opcode", 1, has_fault<Fault::opcode>},
    {"FIN not set", 1, has_fault<Fault::fin>},
    {"a reserved bit set", 1, has_fault<Fault::reserved_bits>},
    {"mask missing", 1, has_fault<Fault::mask_missing>},
    {"mask present", 1, has_fault<Fault::mask_present>},
    {"length form", 2, has_fault<Fault::length_form>},
    {"half a code", 0.3, has_fault<Fault::half_a_code>},
    {"code rejected", 4, has_fault<Fault::code>},
    {"not UTF-8", 4, has_fault<Fault::utf8>},
    {"from a client", 30, [](const Case<Wire>& wire) { return wire.sender == Role::client; }},
    {"from a server", 30, [](const Case<Wire>& wire) { return wire.sender == Role::server; }},
    {"byte by byte", 5, [](const Case<Wire>& wire) { return wire.chunk_size == 1; }},
    {"wrong among others", 0.5,
     [](const Case<Wire>& wire) {
       const auto found = reference::find_close(wire.bytes, wire.sender == Role::client);
       return found && found->end < wire.bytes.size() && wire.bytes[found->end] % 16 != 8 &&
              found->verdict.fault != Fault::none;
     }},
    {"key of equal bytes", 0.3, has_key<is_of_equal_bytes>},
    {"key of pairs", 0.5, has_key<is_of_pairs>},
    {"key with one zero", 0.3, has_key<has_one_zero>},
    {"key of the body", 0.3, has_key<is_of_the_body>},
    {"over 32 frames ahead", 0.5, [](const Case<Wire>& wire) { return others_ahead(wire) > 32; }},
    {"over 255 frames ahead", 0.05, [](const Case<Wire>& wire) { return others_ahead(wire) > 255; }},
    {"length below a power of two", 0.5, announces<0>},
    {"length of a power of two", 0.3, announces<1>},
    {"length above a power of two", 0.3, announces<2>},
    {"beside 2^8 bytes", 3, has_large_arrival<8>},
    {"beside 2^16 bytes", 3, has_large_arrival<16>},
    {"beside 2^31 bytes", 3, has_large_arrival<31>},
    {"beside 2^32 bytes", 3, has_large_arrival<32>},
    {"something follows", 5,
     [](const Case<Wire>& wire) {
       const auto size = wire.expected.frame_size;
       return size != 0 && size < wire.bytes.size();
     }},
});

template <>
inline Gen<Bytes> input<Wire>() {
  return rc::gen::weightedOneOf<Bytes>({{14, rc::gen::map(frame_parts(), assemble)},
                                        {2, stream(Role::client)},
                                        {2, stream(Role::server)},
                                        {1, noise()},
                                        {1, worked_example<Wire>()}});
}

}  // namespace closeframe::props::generators
