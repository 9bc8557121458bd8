// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <closeframe/frame.hpp>
#include <cstdint>
#include <string_view>

#include "shapes/bytes.hpp"

namespace closeframe::props {

class OwnEndpoint;  // cases/endpoint.hpp

}  // namespace closeframe::props

namespace closeframe::props::shapes {

/// What happens to one endpoint, in order. Input: one byte, of which bit 7 set means that the
/// endpoint is a server, and bit 6 that its connection is not open yet; then the events, see
/// `take_event`. The empty input: a client to which nothing happens. `E` is the implementation to
/// which it happens: see cases/endpoint.hpp.
template <class E>
struct ConversationWith {
  static constexpr std::string_view name = "Conversation";
  static constexpr std::string_view target = "handshake_fuzzer";

  Role role = Role::client;
  Input script;
  bool is_open = true;  ///< the connection, at the beginning
  static constexpr auto view = &ConversationWith::script;

  static constexpr ConversationWith from(Input input) {
    if (input.empty()) return {};
    return {(input[0] & 0x80) != 0 ? Role::server : Role::client, input.subspan(1),
            (input[0] & 0x40) == 0};
  }
};

/// With the codec's own `ClosingHandshake`.
using Conversation = ConversationWith<OwnEndpoint>;

template <class E>
constexpr void append_input(Bytes& input, const ConversationWith<E>& conversation) {
  input.reserve(input.size() + 1 + conversation.script.size());
  input.push_back(static_cast<std::uint8_t>((conversation.role == Role::server ? 0x80 : 0x00) |
                                            (conversation.is_open ? 0x00 : 0x40)));
  input.insert(input.end(), conversation.script.begin(), conversation.script.end());
}

}  // namespace closeframe::props::shapes
