// SPDX-License-Identifier: Apache-2.0
// What a harness says: see peers/README.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "../peer.hpp"
#include "dialogue/transcript.hpp"

namespace closeframe::peers {

struct Ready {
  Identity identity;
  std::uint16_t port = 0;
};

/// All that a harness says of one connection.
struct OfConnection {
  enum class Kind : std::uint8_t { open, asked, refused, told, failed };

  Kind kind{};
  std::string connection;
  props::dialogue::Told told;
};

struct Garbage {
  std::string said;  ///< what is wrong with the line, and how it begins
};

using HarnessLine = std::variant<Ready, OfConnection, Garbage>;

HarnessLine read_line(std::string_view line);

/// The beginning of what somebody else printed, fit to be printed by us: one short line of ASCII.
std::string excerpt(std::string_view text);

}  // namespace closeframe::peers
