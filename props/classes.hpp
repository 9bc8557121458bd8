// SPDX-License-Identifier: Apache-2.0
// Into which classes the members of a shape fall, and how many of each a generator owes: a
// property that never meets a class says nothing about it.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "reference/close_frame.hpp"
#include "reference/utf8.hpp"
#include "shapes.hpp"

namespace closeframe::props {

template <class Shape>
struct Class {
  std::string_view name;
  double least_percent;  ///< of all generated members
  bool (*contains)(const Shape&);
};

template <reference::Fault fault, class Shape>
bool has_fault(const Shape& shape) {
  return shape.expected.fault == fault;
}

template <std::size_t first, std::size_t last, class Shape>
bool has_size(const Shape& shape) {
  return first <= shape.bytes.size() && shape.bytes.size() <= last;
}

/// The classes of a shape. They may overlap.
template <class Shape>
inline constexpr std::array<Class<Shape>, 0> classes;

using reference::Fault;

template <>
inline constexpr auto classes<Body> = std::to_array<Class<Body>>({
    {"accepted", 30, has_fault<Fault::none, Body>},
    {"too long", 3, has_fault<Fault::length, Body>},
    {"half a code", 1, has_fault<Fault::half_a_code, Body>},
    {"code refused", 10, has_fault<Fault::code, Body>},
    {"not UTF-8", 10, has_fault<Fault::utf8, Body>},
    {"0 bytes", 1, has_size<0, 0, Body>},
    {"1 byte", 1, has_size<1, 1, Body>},
    {"2 bytes", 2, has_size<2, 2, Body>},
    {"124 bytes", 1, has_size<124, 124, Body>},
    {"125 bytes", 3, has_size<125, 125, Body>},
    {"126 bytes", 0.5, has_size<126, 126, Body>},
});

template <std::size_t size>
bool has_reason_size(const CloseRequest& request) {
  return request.reason.size() == size;
}

template <>
inline constexpr auto classes<CloseRequest> = std::to_array<Class<CloseRequest>>({
    {"sendable", 30, has_fault<Fault::none, CloseRequest>},
    {"no code", 1, [](const CloseRequest& request) { return !request.code; }},
    {"too long", 3, has_fault<Fault::length, CloseRequest>},
    {"code refused", 10, has_fault<Fault::code, CloseRequest>},
    {"not UTF-8", 10, has_fault<Fault::utf8, CloseRequest>},
    {"reason of 0", 3, has_reason_size<0>},
    {"reason of 122", 0.5, has_reason_size<122>},
    {"reason of 123", 2, has_reason_size<123>},
    {"reason of 124", 0.5, has_reason_size<124>},
});

template <>
inline constexpr auto classes<Text> = std::to_array<Class<Text>>({
    {"UTF-8", 30, [](const Text& text) { return text.expected.is_utf8; }},
    {"not UTF-8", 20, [](const Text& text) { return !text.expected.is_utf8; }},
    {"fits", 20, [](const Text& text) { return text.bytes.size() <= text.max_size; }},
    {"must be cut", 30, [](const Text& text) { return text.bytes.size() > text.max_size; }},
    {"limit inside a code point", 5,
     [](const Text& text) {
       return text.expected.is_utf8 && !reference::is_utf8(text.bytes.substr(0, text.max_size));
     }},
});

template <>
inline constexpr auto classes<Wire> = std::to_array<Class<Wire>>({
    {"accepted", 20, [](const Wire& wire) { return wire.expected.frame_size != 0; }},
    {"incomplete", 3, [](const Wire& wire) { return !wire.expected.complete; }},
    {"wrong opcode", 1, has_fault<Fault::opcode, Wire>},
    {"FIN not set", 1, has_fault<Fault::fin, Wire>},
    {"a reserved bit set", 1, has_fault<Fault::reserved_bits, Wire>},
    {"mask missing", 1, has_fault<Fault::mask_missing, Wire>},
    {"mask present", 1, has_fault<Fault::mask_present, Wire>},
    {"length form", 2, has_fault<Fault::length_form, Wire>},
    {"half a code", 0.3, has_fault<Fault::half_a_code, Wire>},
    {"code refused", 4, has_fault<Fault::code, Wire>},
    {"not UTF-8", 4, has_fault<Fault::utf8, Wire>},
    {"from a client", 30, [](const Wire& wire) { return wire.sender == Role::client; }},
    {"from a server", 30, [](const Wire& wire) { return wire.sender == Role::server; }},
    {"byte by byte", 5, [](const Wire& wire) { return wire.chunk_size == 1; }},
    {"wrong among others", 0.5,
     [](const Wire& wire) {
       const auto found = reference::find_close(wire.bytes, wire.sender == Role::client);
       return found && found->end < wire.bytes.size() && wire.bytes[found->end] % 16 != 8 &&
              found->verdict.fault != Fault::none;
     }},
    {"something follows", 5,
     [](const Wire& wire) {
       const auto size = wire.expected.frame_size;
       return size != 0 && size < wire.bytes.size();
     }},
});

template <unsigned code>
bool is_told(const Conversation& conversation) {
  return conversation.expected.told_code == code;
}

template <>
inline constexpr auto classes<Conversation> = std::to_array<Class<Conversation>>({
    {"of a client", 30, [](const Conversation& c) { return c.role == Role::client; }},
    {"of a server", 30, [](const Conversation& c) { return c.role == Role::server; }},
    {"not open at first", 10, [](const Conversation& c) { return !c.is_open; }},
    {"a close sent", 20, [](const Conversation& c) { return c.model.has_sent; }},
    {"a close received", 10, [](const Conversation& c) { return c.model.has_received; }},
    {"failed", 10, [](const Conversation& c) { return c.model.failed; }},
    {"ended cleanly", 3, [](const Conversation& c) { return c.model.clean; }},
    {"told 1005", 1, is_told<1005>},
    {"told 1006", 5, is_told<1006>},
    {"told 1015", 3, is_told<1015>},
});

}  // namespace closeframe::props
