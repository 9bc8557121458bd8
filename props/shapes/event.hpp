// SPDX-License-Identifier: Apache-2.0
// What may happen to an endpoint, and the bytes it is read from.
#pragma once

#include <algorithm>
#include <array>
#include <closeframe/inline_bytes.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "shapes/bytes.hpp"

namespace closeframe::props {

/// The reason of an event, as characters.
struct ReasonText : InlineBytes<char, 62> {
  constexpr operator std::string_view() const { return {data(), size()}; }
};

/// One thing that happens to an endpoint: a view of the script that it is read from.
struct Event {
  enum class Kind : std::uint8_t {
    bytes_arrive,
    application_closes,
    application_fails,
    transport_ends,
    connection_opens,
    tls_fails,
  };

  Kind kind{};
  std::optional<std::uint16_t> code;  ///< that the application closes or fails with
  Input bytes;                        ///< that arrive
  Input reason;                       ///< that the application closes or fails with, 0 to 62 bytes

  /// A copy: no constant expression may look at bytes as characters.
  constexpr ReasonText reason_text() const {
    ReasonText text;
    text.append(reason);
    return text;
  }
};

/// Takes the first event off `script`, which is not empty. An event begins with a byte whose two
/// high bits are its kind and whose six low bits are an argument n:
///
///   0  bytes arrive: the next n bytes; all that are left where n is 0
///   1  the application closes: two bytes of code in network byte order, then n bytes of reason;
///      where n is 63, without code or reason
///   2  the application fails the connection: as it closes
///   3  where n mod 3 is 0, the transport ends; where it is 1, the connection opens; where it is
///      2, the transport ends because its TLS handshake failed
///
/// Where the input ends early, so does the event.
constexpr Event take_event(Input& script) {
  const auto take = [&script](std::size_t size) {
    const auto taken = script.first(std::min(size, script.size()));
    script = script.subspan(taken.size());
    return taken;
  };
  const std::uint8_t first = take(1)[0];
  const std::size_t argument = first & 0x3F;
  Event event;
  using enum Event::Kind;
  switch (first >> 6) {
    case 0:
      event.kind = bytes_arrive;
      event.bytes = take(argument == 0 ? script.size() : argument);
      break;
    case 3:
      event.kind = std::array{transport_ends, connection_opens, tls_fails}[argument % 3];
      break;
    default:
      event.kind = first >> 6 == 1 ? application_closes : application_fails;
      if (argument == 63 || script.size() < 2) break;
      const auto code = take(2);
      event.code = static_cast<std::uint16_t>(code[0] << 8 | code[1]);
      event.reason = take(argument);
  }
  return event;
}

}  // namespace closeframe::props
