// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidcheck.h>

#include <array>

#include "cases/wire.hpp"
#include "generators/classes.hpp"
#include "generators/frames.hpp"
#include "generators/input.hpp"
#include "generators/values.hpp"
#include "reference/close_frame.hpp"
#include "reference/endpoint.hpp"

namespace closeframe::props::generators {

using reference::Fault;
using shapes::Wire;

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
