// SPDX-License-Identifier: Apache-2.0
// The shapes of input that properties quantify over. Each shape is a view: the bytes belong to
// whoever made it. Each is read from an *input*, the bytes of a corpus file, by `from`, which
// accepts every input; `to_input` writes one.
#pragma once

#include <closeframe/frame.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "conversation.hpp"

namespace closeframe::props {

using Input = std::span<const std::uint8_t>;
using Bytes = std::vector<std::uint8_t>;

inline std::string_view as_text(Input bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The body bytes of a close frame somebody sent us. Input: the body, as it is.
struct Body {
  static constexpr std::string_view name = "Body";
  static constexpr std::string_view target = "body_fuzzer";

  Input bytes;

  static Body from(Input input) { return {input}; }
};

inline Bytes to_input(const Body& body) { return {body.bytes.begin(), body.bytes.end()}; }

/// The code and reason an application asks to send, possibly nonsense. Input: two bytes of code
/// in network byte order, then the reason: laid out like a body. Fewer than two bytes: no code.
struct CloseRequest {
  static constexpr std::string_view name = "CloseRequest";
  static constexpr std::string_view target = "close_request_fuzzer";

  std::optional<std::uint16_t> code;
  std::string_view reason;

  static CloseRequest from(Input input) {
    if (input.size() < 2) return {};
    return {static_cast<std::uint16_t>(input[0] << 8 | input[1]), as_text(input.subspan(2))};
  }
};

inline Bytes to_input(const CloseRequest& request) {
  if (!request.code) return {};
  Bytes input{static_cast<std::uint8_t>(*request.code >> 8),
              static_cast<std::uint8_t>(*request.code & 0xFF)};
  input.insert(input.end(), request.reason.begin(), request.reason.end());
  return input;
}

/// Bytes that claim to be UTF-8, with a size limit. Input: one byte of limit, then the text. The
/// empty input: the empty text, limit 0.
struct Text {
  static constexpr std::string_view name = "Text";
  static constexpr std::string_view target = "utf8_fuzzer";

  std::size_t max_size;  ///< bytes, 0 to 255
  std::string_view bytes;

  static Text from(Input input) {
    if (input.empty()) return {};
    return {input[0], as_text(input.subspan(1))};
  }
};

inline Bytes to_input(const Text& text) {
  Bytes input{static_cast<std::uint8_t>(text.max_size)};
  input.insert(input.end(), text.bytes.begin(), text.bytes.end());
  return input;
}

/// Bytes off the wire, who sent them, and how they were split. Input: one byte, then the bytes.
/// In that byte, bit 7 set means a server sent them, and bits 0 to 6 are the size of the chunks
/// in which they arrive; 0 for all at once. The empty input: a client sent nothing.
struct Wire {
  static constexpr std::string_view name = "Wire";
  static constexpr std::string_view target = "frame_fuzzer";

  Role sender;
  std::size_t chunk_size;  ///< bytes, 0 to 127; the last chunk may be smaller
  Input bytes;

  static Wire from(Input input) {
    if (input.empty()) return {};
    return {input[0] & 0x80 ? Role::server : Role::client, input[0] & 0x7Fu, input.subspan(1)};
  }
};

inline Bytes to_input(const Wire& wire) {
  Bytes input{
      static_cast<std::uint8_t>((wire.sender == Role::server ? 0x80 : 0) | wire.chunk_size)};
  input.insert(input.end(), wire.bytes.begin(), wire.bytes.end());
  return input;
}

template <class... Shape>
struct ShapeList {};

/// Every shape there is.
using Shapes = ShapeList<Body, CloseRequest, Text, Wire, Conversation>;

/// Calls `visit.template operator()<Shape>()` for every shape, in order.
template <class Visit, class... Shape>
constexpr void for_each_shape(Visit visit, ShapeList<Shape...>) {
  (visit.template operator()<Shape>(), ...);
}

template <class Visit>
constexpr void for_each_shape(Visit visit) {
  for_each_shape(visit, Shapes{});
}

}  // namespace closeframe::props
