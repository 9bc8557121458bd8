// SPDX-License-Identifier: Apache-2.0
// A dialogue taken apart into the frames that arrive and the wishes of the application, so that it
// can be written by hand and made simpler.
#pragma once

#include <array>
#include <closeframe/frame.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "shapes/dialogue.hpp"

namespace closeframe::peers {

using props::Bytes;
using props::Input;

inline constexpr std::array<std::uint8_t, 4> usual_key{0x37, 0xFA, 0x21, 0x3D};

/// The body of a close.
Bytes body_of(std::uint16_t code, std::string_view reason = {});

/// A frame as it stands on the wire, well-formed or not, but its payload unmasked.
struct WireFrame {
  std::uint8_t first = 0x88;          ///< FIN, reserved bits and opcode
  std::size_t length_field_size = 1;  ///< 1, 3 or 9
  std::optional<std::array<std::uint8_t, 4>> key;
  Bytes payload;
  std::size_t missing_size = 0;  ///< of the payload that the length promises

  std::size_t header_size() const { return 1 + length_field_size + (key ? 4 : 0); }
  Bytes bytes() const;
};

/// The next frame of `stream`, which is advanced; nothing where its header is not all there.
std::optional<WireFrame> take_frame(Input& stream);

/// One part of a script.
struct Part {
  enum class Kind : std::uint8_t { frame, bytes, message, wish, end };

  Kind kind{};
  WireFrame frame{};
  Bytes bytes{};                    ///< that are no frame
  std::vector<std::size_t> cuts{};  ///< offsets in what arrives at which a piece ends
  std::size_t message_size = 0;
  std::optional<std::uint16_t> code{};  ///< of a wish
  Bytes reason{};                       ///< the same

  bool arrives() const { return kind == Kind::frame || kind == Kind::bytes; }
  Bytes arriving() const { return kind == Kind::frame ? frame.bytes() : bytes; }
};

/// A whole dialogue.
struct Script {
  Role role{};
  std::vector<Part> parts;

  static Script from(Input input);

  /// The input of the dialogue. A piece of more than 63 bytes arrives in one only where it is the
  /// last, since the format has no other way to say it.
  Bytes input() const;
};

}  // namespace closeframe::peers
