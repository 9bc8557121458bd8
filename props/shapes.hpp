// SPDX-License-Identifier: Apache-2.0
// The shapes of input that properties quantify over. Each shape is a view: the bytes belong to
// whoever made it. Each is read from an *input*, the bytes of a corpus file, by `from`, which
// accepts every input; `append_input` writes one. Most properties ask what the codec or the
// reference says: so each shape holds both, asked once. `judge` asks the codec anew, of the bytes
// of a shape, its `view`, or of others in their place.
#pragma once

#include <algorithm>
#include <closeframe/frame.hpp>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "conversation.hpp"
#include "reference/close_frame.hpp"
#include "reference/utf8.hpp"

namespace closeframe::props {

inline std::string_view as_text(Input bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The body bytes of a close frame somebody sent us. Input: the body, as it is.
struct Body {
  static constexpr std::string_view name = "Body";
  static constexpr std::string_view target = "body_fuzzer";

  Input bytes;

  constexpr std::expected<Close, DecodeError> judge(Input body) const { return decode_body(body); }
  std::expected<Close, DecodeError> verdict = judge(bytes);
  reference::Verdict expected = reference::decode_body(bytes);

  constexpr Input view() const { return bytes; }

  static Body from(Input input) { return {input}; }
};

inline void append_input(Bytes& input, const Body& body) {
  input.insert(input.end(), body.bytes.begin(), body.bytes.end());
}

/// The code and reason an application asks to send, possibly nonsense. Input: two bytes of code
/// in network byte order, then the reason: laid out like a body. Fewer than two bytes: no code.
struct CloseRequest {
  static constexpr std::string_view name = "CloseRequest";
  static constexpr std::string_view target = "close_request_fuzzer";

  std::optional<std::uint16_t> code;
  std::string_view reason;

  constexpr std::expected<Close, CloseError> judge(std::string_view why) const {
    return code ? Close::with(StatusCode{*code}, why) : Close{};
  }
  std::expected<Close, CloseError> verdict = judge(reason);
  reference::Verdict expected = code ? reference::judge(*code, reason) : reference::Verdict{};

  constexpr std::string_view view() const { return reason; }

  static CloseRequest from(Input input) {
    if (input.size() < 2) return {};
    return {static_cast<std::uint16_t>(input[0] << 8 | input[1]), as_text(input.subspan(2))};
  }
};

inline void append_input(Bytes& input, const CloseRequest& request) {
  if (!request.code) return;
  input.reserve(input.size() + 2 + request.reason.size());
  input.push_back(static_cast<std::uint8_t>(*request.code >> 8));
  input.push_back(static_cast<std::uint8_t>(*request.code & 0xFF));
  input.insert(input.end(), request.reason.begin(), request.reason.end());
}

/// The bytes of a text that are kept, and whether it is UTF-8 from end to end.
struct TextVerdict {
  std::size_t kept_size;  ///< bytes
  bool is_utf8;

  friend constexpr bool operator==(const TextVerdict&, const TextVerdict&) = default;
};

/// Bytes that claim to be UTF-8, with a size limit. Input: one byte of limit, then the text. The
/// empty input: the empty text, limit 0.
struct Text {
  static constexpr std::string_view name = "Text";
  static constexpr std::string_view target = "utf8_fuzzer";

  std::size_t max_size;  ///< bytes, 0 to 255
  std::string_view bytes;

  constexpr TextVerdict judge(std::string_view text) const {
    return {truncate(text, max_size).size(), is_utf8(text)};
  }
  TextVerdict verdict = judge(bytes);
  TextVerdict expected{reference::longest_utf8_prefix(bytes, max_size).size(),
                       reference::is_utf8(bytes)};

  constexpr std::string_view view() const { return bytes; }

  static Text from(Input input) {
    if (input.empty()) return {};
    return {input[0], as_text(input.subspan(1))};
  }
};

inline void append_input(Bytes& input, const Text& text) {
  input.reserve(input.size() + 1 + text.bytes.size());
  input.push_back(static_cast<std::uint8_t>(text.max_size));
  input.insert(input.end(), text.bytes.begin(), text.bytes.end());
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

  constexpr FrameResult judge(Input received) const { return decode_frame(received, sender); }
  FrameResult verdict = judge(bytes);
  std::size_t decided_size = first_decided_size();
  reference::Verdict expected = reference::decode_frame(bytes, sender == Role::client);

  constexpr Input view() const { return bytes; }

  static Wire from(Input input) {
    if (input.empty()) return {};
    return {input[0] & 0x80 ? Role::server : Role::client, input[0] & 0x7Fu, input.subspan(1)};
  }

 private:
  /// The size of the shortest part of the bytes, from the first on, that is a close or an error;
  /// one more than there are where none is. The longest frame has 131 bytes: none waits for more.
  constexpr std::size_t first_decided_size() const {
    const std::size_t end = std::min<std::size_t>(bytes.size(), 131);
    for (std::size_t size = 0; size <= end; ++size) {
      if (!decode_frame(bytes.first(size), sender).is_incomplete()) return size;
    }
    return bytes.size() + 1;
  }
};

inline void append_input(Bytes& input, const Wire& wire) {
  input.reserve(input.size() + 1 + wire.bytes.size());
  input.push_back(
      static_cast<std::uint8_t>((wire.sender == Role::server ? 0x80 : 0) | wire.chunk_size));
  input.insert(input.end(), wire.bytes.begin(), wire.bytes.end());
}

/// The input that `shape` is read from.
template <class Shape>
Bytes to_input(const Shape& shape) {
  Bytes input;
  append_input(input, shape);
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
