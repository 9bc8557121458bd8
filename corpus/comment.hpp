// SPDX-License-Identifier: Apache-2.0
// The sentence that vectors.json says about a seed.
#pragma once

#include <algorithm>
#include <expected>
#include <string>
#include <utility>

#include "engines/explanation.hpp"
#include "outcome.hpp"

namespace closeframe::props {

inline std::string in_short(const std::expected<Close, DecodeError>& close) {
  if (!close) return "rejected, " + std::string(to_string(close.error()));
  if (!close->code()) return "accepted without status";
  return "accepted as " + std::to_string(std::to_underlying(*close->code())) + " (" +
         std::string(name(*close->code())) + ") with a reason of " +
         bytes_count(close->reason().size());
}

inline std::string in_short(const Body& body) {
  const auto close = codec_says(body);
  if (close || close.error() != DecodeError::code_not_allowed) return in_short(close);
  const StatusCode code{static_cast<std::uint16_t>(body.bytes[0] << 8 | body.bytes[1])};
  return in_short(close) + ", " + std::to_string(std::to_underlying(code)) + " (" +
         std::string(name(code)) + ")";
}

inline std::string in_short(const Text& text) {
  return codec_says(text).is_utf8 ? "UTF-8" : "rejected, not UTF-8";
}

inline std::string in_short(const Wire& wire) {
  const auto frame = codec_says(wire);
  if (frame && !*frame) return "incomplete";
  if (frame || frame.error() > DecodeError::length_not_7_bit)
    return in_short(Body{body_of(wire.bytes)});
  return "rejected, " + std::string(to_string(frame.error()));
}

/// "first-byte-ff" becomes "First byte ff".
inline std::string as_title(std::string name) {
  std::ranges::replace(name, '-', ' ');
  if (name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

template <class Shape>
std::string comment_on(const std::string& seed_name, const Shape& shape) {
  return as_title(seed_name) + ": " + in_short(shape) + ".";
}

}  // namespace closeframe::props
