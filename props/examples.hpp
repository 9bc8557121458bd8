// SPDX-License-Identifier: Apache-2.0
// Worked examples: a few members of each shape that between them reach every verdict. The
// compiler evaluates the properties over them, where undefined behaviour is a compile error.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "shapes.hpp"

namespace closeframe::props {

/// A string literal as bytes with static storage.
template <std::size_t size>
struct Literal {
  std::array<std::uint8_t, size> bytes{};
  consteval Literal(const char (&text)[size]) {
    std::ranges::transform(text, bytes.begin(), [](char c) { return std::uint8_t(c); });
  }
};

template <Literal literal>
inline constexpr Input bytes = Input(literal.bytes).first(literal.bytes.size() - 1);

inline constexpr std::string_view reason_of_123 =
    "a reason of 123 bytes, which is the longest that fits into the body of a close frame"
    " beside its two bytes of status code...";
inline constexpr std::string_view reason_of_124 =
    "a reason of 124 bytes, which is one byte too long to fit into the body of a close frame"
    " beside two bytes of the status codes";
static_assert(reason_of_123.size() == 123 && reason_of_124.size() == 124);

/// A conversation yet to be played: no constant can hold what was seen on the way.
struct ConversationExample {
  Role role;
  Input script;
  bool is_open = true;

  constexpr Input view() const { return script; }
  constexpr operator Conversation() const { return {role, is_open, script}; }
};

/// The worked examples of a shape: of that shape, or what converts to it.
template <class Shape>
inline constexpr std::array<Shape, 0> examples;

template <>
inline constexpr auto examples<Body> = std::to_array<Body>({
    {bytes<"">},
    {bytes<"\x03">},
    {bytes<"\x03\xE8">},
    {bytes<"\x03\xE8"
           "bye">},
    {bytes<"\x03\xE8"
           "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80">},
    {bytes<"\x03\xE8\xC3">},
    {bytes<"\x03\xE8\xED\xA0\x80">},
    {bytes<"\x03\xED">},
    {bytes<"\x03\xEE\xFF">},
    {bytes<"\x13\x87">},
    {bytes<"\x13\x88">},
    {bytes<"\x03\xE8"
           "0123456789012345678901234567890123456789012345678901234567890123456789"
           "0123456789012345678901234567890123456789012345678901234567890123456789">},
});

template <>
inline constexpr auto examples<CloseRequest> = std::to_array<CloseRequest>({
    {},
    {1000, ""},
    {1000, "bye"},
    {4999, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"},
    {1001, reason_of_123},
    {1001, reason_of_124},
    {1005, ""},
    {1005, reason_of_124},
    {5000, "\xFF"},
    {1000, "\xFF"},
    {1000, "\xE2\x82"},
});

template <>
inline constexpr auto examples<Text> = std::to_array<Text>({
    {0, ""},
    {5, ""},
    {3, "bye"},
    {2, "bye"},
    {0, "bye"},
    {3, "\xC3\xA9\xE2\x82\xAC"},
    {4, "\xE2\x82\xAC\xF0\x9F\x98\x80"},
    {6, "\xF0\x9F\x98\x80\xF0\x9F"},
    {9, "\xC0\x80"},
    {9, "\xE0\x9F\xBF"},
    {9, "\xED\xA0\x80"},
    {9, "\xF0\x8F\xBF\xBF"},
    {9, "\xF4\x90\x80\x80"},
    {9, "\xF4\x8F\xBF\xBF"},
    {9, "ok\x80"},
    {9, "\xE2\x28\xA1"},
});

template <>
inline constexpr auto examples<Wire> = std::to_array<Wire>({
    {Role::client, 0, bytes<"">},
    {Role::server, 1, bytes<"\x88\x00">},
    {Role::server, 1, bytes<"\x88\x02\x03\xE8">},
    {Role::server, 3,
     bytes<"\x88\x05\x03\xE8"
           "bye, and more">},
    {Role::client, 1, bytes<"\x88\x80\x00\x00\x00\x00">},
    {Role::client, 2, bytes<"\x88\x82\x01\x02\x03\x04\x02\xEA">},
    {Role::client, 0, bytes<"\x88\x82\x01\x02\x03">},
    {Role::server, 0, bytes<"\x82\x00">},
    {Role::server, 0, bytes<"\x08\x00">},
    {Role::server, 0, bytes<"\xC8\x00">},
    {Role::client, 0, bytes<"\x88\x00">},
    {Role::server, 0, bytes<"\x88\x80">},
    {Role::server, 0, bytes<"\x88\x7E\x00\x02\x03\xE8">},
    {Role::server, 1, bytes<"\x88\x01\x03">},
    {Role::server, 1, bytes<"\x88\x02\x03\xED">},
    {Role::server, 2, bytes<"\x88\x03\x03\xE8\xFF">},
});

template <>
inline constexpr auto examples<Conversation> = std::to_array<ConversationExample>({
    {Role::client, bytes<"">},
    // The application closes, the peer answers, the transport ends.
    {Role::client, bytes<"\x43\x03\xE8"
                         "bye"
                         "\x04\x88\x02\x03\xE8"
                         "\xC0">},
    // The peer closes with 1001, in two arrivals.
    {Role::server, bytes<"\x03\x88\x82\x00"
                         "\x05\x00\x00\x00\x03\xE9"
                         "\xC0">},
    // The peer closes without status, after a ping and a fragment of a message.
    {Role::client, bytes<"\x08\x89\x01!\x01\x02hi\x88"
                         "\x01\x00"
                         "\xC0">},
    // The peer's close carries 1005; then comes another one.
    {Role::client, bytes<"\x04\x88\x02\x03\xED"
                         "\x02\x88\x00"
                         "\xC0">},
    // The reason is not UTF-8, when our close was already sent.
    {Role::client, bytes<"\x40\x03\xE8"
                         "\x05\x88\x03\x03\xE8\xFF"
                         "\xC0">},
    // The peer vanishes; TLS never came about; a second end.
    {Role::server, bytes<"\xC0">},
    {Role::server, bytes<"\xC2\xC0">, false},
    // Closed, failed and closed by the peer before the connection opens; then it opens.
    {Role::client,
     bytes<"\x40\x03\xE8"
           "\x02\x88\x00"
           "\xC1"
           "\x40\x03\xE8"
           "\xC2">,
     false},
    {Role::server,
     bytes<"\x40\x03\xF2"
           "\x80\x03\xEA"
           "\xC1">,
     false},
    // Another frame is masked by a server, unmasked by a client, or of an impossible length.
    {Role::client, bytes<"\x06\x89\x80\x00\x00\x00\x00">},
    {Role::server, bytes<"\x02\x89\x00">},
    {Role::client, bytes<"\x02\x82\x7F"
                         "\x01\x80"
                         "\xC0">},
    // The application fails the connection when both closes have been exchanged.
    {Role::client, bytes<"\x02\x88\x00"
                         "\x80\x03\xEB">},
    // The application fails the connection, then closes it.
    {Role::server, bytes<"\x80\x03\xEF"
                         "\x7F"
                         "\xC0">},
    // 1010 asked of a server; a code and a reason that no close carries.
    {Role::server, bytes<"\x40\x03\xF2"
                         "\x40\x03\xED"
                         "\x41\x03\xE8\xFF"
                         "\xC0">},
    // Frames of the longer length forms, then a close.
    {Role::client, bytes<"\x06\x82\x7E\x00\x02\x88\x00"
                         "\x0B\x82\x7F\x00\x00\x00\x00\x00\x00\x00"
                         "\x01!"
                         "\x02\x88\x00">},
});

}  // namespace closeframe::props
