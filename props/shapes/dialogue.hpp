// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <closeframe/frame.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "shapes/bytes.hpp"

namespace closeframe::props {

/// One thing that is done to an endpoint from outside, or asked of its application: a view of the
/// script that it is read from.
struct Step {
  enum class Kind : std::uint8_t {
    bytes_arrive,
    message_arrives,
    application_closes,
    transport_ends,
  };

  Kind kind{};
  Input bytes;                        ///< that arrive
  std::size_t message_size = 0;       ///< bytes of text in the message that arrives
  std::optional<std::uint16_t> code;  ///< that the application closes with
  Input reason;                       ///< that the application closes with, 0 to 255 bytes
};

/// Takes the first step off `script`, which is not empty. A step begins with a byte whose two high
/// bits are its kind and whose six low bits are an argument n:
///
///   0  bytes arrive, in one piece: the next n bytes; all that are left where n is 0
///   1  the application closes; where n is even, with two bytes of code in network byte order, then
///      one byte that is the size of the reason, then the reason; where n is odd, without either
///   2  a whole text message of 128 (n + 1) letters arrives, in one frame and in one piece
///   3  the transport ends, and with it the dialogue
///
/// Where the input ends early, so does the step.
constexpr Step take_step(Input& script) {
  const auto take = [&script](std::size_t size) {
    const auto taken = script.first(std::min(size, script.size()));
    script = script.subspan(taken.size());
    return taken;
  };
  const std::uint8_t first = take(1)[0];
  const std::size_t argument = first & 0x3F;
  Step step;
  using enum Step::Kind;
  switch (first >> 6) {
    case 0:
      step.kind = bytes_arrive;
      step.bytes = take(argument == 0 ? script.size() : argument);
      break;
    case 1:
      step.kind = application_closes;
      if (argument % 2 == 1 || script.size() < 2) break;
      {
        const auto code = take(2);
        step.code = static_cast<std::uint16_t>(code[0] << 8 | code[1]);
        if (!script.empty()) step.reason = take(take(1)[0]);
      }
      break;
    case 2:
      step.kind = message_arrives;
      step.message_size = 128 * (argument + 1);
      break;
    default: step.kind = transport_ends; script = {};
  }
  return step;
}

}  // namespace closeframe::props

namespace closeframe::props::shapes {

/// A conversation with anybody's endpoint, as seen from outside. Input: one byte, of which bit 7
/// set means that the endpoint is a server; then the steps, see `take_step`. The connection is open
/// at the beginning. The empty input: a client to which nothing happens.
struct Dialogue {
  static constexpr std::string_view name = "Dialogue";
  static constexpr std::string_view target = "peers_fuzzer";

  Role role = Role::client;  ///< of the endpoint
  Input script;
  static constexpr auto view = &Dialogue::script;

  static constexpr Dialogue from(Input input) {
    if (input.empty()) return {};
    return {(input[0] & 0x80) != 0 ? Role::server : Role::client, input.subspan(1)};
  }
};

constexpr void append_input(Bytes& input, const Dialogue& dialogue) {
  input.reserve(input.size() + 1 + dialogue.script.size());
  input.push_back(dialogue.role == Role::server ? 0x80 : 0x00);
  input.insert(input.end(), dialogue.script.begin(), dialogue.script.end());
}

}  // namespace closeframe::props::shapes
