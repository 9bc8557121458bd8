// SPDX-License-Identifier: Apache-2.0
// The sentence that vectors.json says about a test: what its input is.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "arrived_frame.hpp"
#include "cases/body.hpp"
#include "cases/text.hpp"
#include "cases/wire.hpp"
#include "shapes/words.hpp"
#include "text_in_words.hpp"

namespace closeframe::props {

inline std::string code_in_words(StatusCode code) {
  return "code " + std::to_string(std::to_underlying(code)) + " (" + std::string(name(code)) + ")";
}

/// What a close is "with".
inline std::string body_in_words(Input body) {
  if (body.empty()) return "no status";
  if (body.size() == 1) return "the one byte " + hex(body) + ", half a status code";
  const StatusCode code{static_cast<std::uint16_t>(body[0] << 8 | body[1])};
  const std::string_view reason = as_text(body.subspan(2));
  std::string words = code_in_words(code);
  if (!is_allowed_on_wire(code)) words += ", which no close frame may carry,";
  words += reason.empty() ? " and no reason" : " and " + text_in_words("reason", reason);
  if (body.size() <= max_body_size) return words;
  return "a body of " + bytes_count(body.size()) + ", too long for a control frame: " + words;
}

inline std::string comment_on(const Body& body) {
  return "A close with " + body_in_words(body.bytes) + ".";
}

inline std::string capitalised(std::string words) {
  if (words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}

inline std::string comment_on(const Text& text) {
  return capitalised(text_in_words("text", text.bytes)) + "; a limit of " +
         std::to_string(text.max_size) + " keeps " + bytes_count(codec_says(text).kept_size) + ".";
}

inline std::string kind_of(const ArrivedFrame& frame) {
  constexpr std::array<std::string_view, 16> kinds{
      "continuation frame", "text frame", "binary frame", "", "", "", "", "",
      "close frame",        "ping frame", "pong frame"};
  const std::string_view kind = kinds[frame.opcode()];
  return kind.empty() ? "frame of the reserved opcode " + std::to_string(frame.opcode())
                      : std::string(kind);
}

inline std::string length_in_words(const ArrivedFrame& frame) {
  if (frame.length_bits() == 7) return "";
  const std::string form = std::to_string(frame.length_bits()) + "-bit form";
  if (!frame.has_length()) return ", the " + form + " of its length not whole";
  const bool could_be_short = frame.body_size() <= max_body_size;
  return ", its length of " + std::to_string(frame.body_size()) + " written in the " + form +
         (could_be_short ? " though 7 bits would do" : "");
}

/// What the header says besides the opcode, each behind a comma.
inline std::string header_in_words(const ArrivedFrame& frame, Role sender) {
  std::string words;
  if (!frame.is_final()) words += ", FIN not set";
  for (unsigned i = 1; i <= 3; ++i)
    if ((frame.reserved_bits() >> (3 - i) & 1) != 0) words += ", RSV" + std::to_string(i) + " set";
  if (!frame.has_second_byte()) return words;
  if (sender == Role::client && !frame.is_masked()) words += ", not masked";
  if (sender == Role::server && frame.is_masked()) words += ", masked though a server sent it";
  words += length_in_words(frame);
  if (!frame.has_header() || !frame.is_masked()) return words;
  words += ", masked with ";
  for (const char digit : hex(frame.masking_key()))
    if (digit != ' ') words += digit;
  return words;
}

/// What has arrived of a body that is not whole.
inline std::string part_in_words(Input start) {
  if (start.size() < 2) return "";
  const StatusCode code{static_cast<std::uint16_t>(start[0] << 8 | start[1])};
  const std::string_view reason = as_text(start.subspan(2));
  const auto valid_size = reference::longest_utf8_prefix(reason, reason.size()).size();
  std::string words = ": " + code_in_words(code);
  if (reason.empty()) return words;
  words += " and " + bytes_count(reason.size()) + " of a reason";
  if (valid_size == reason.size()) return words;
  return words + " with " + wrong_utf8_in_words(reason.substr(valid_size));
}

inline std::string content_in_words(const ArrivedFrame& frame) {
  if (!frame.has_length()) return "";
  const Bytes body = frame.body();
  if (frame.is_whole() && frame.opcode() == 8) return ", with " + body_in_words(body);
  if (frame.is_whole())
    return body.empty() ? ", with no body" : ", with a body of " + bytes_count(body.size());
  if (frame.body_size() == 0) return "";
  const bool is_a_close = frame.opcode() == 8 && frame.body_size() <= max_body_size;
  return ", with " + (body.empty() ? "none" : bytes_count(body.size())) + " of its body of " +
         std::to_string(frame.body_size()) + (is_a_close ? part_in_words(body) : "");
}

inline std::string comment_on(const Wire& wire) {
  const ArrivedFrame frame(wire.bytes);
  const std::string sender = wire.sender == Role::client ? "client" : "server";
  if (!frame.has_first_byte()) return "Nothing from a " + sender + " yet.";
  const std::size_t size = wire.bytes.size();
  std::string words = "A ";
  if (!frame.is_whole())
    words = size == 1 ? "The first byte of a " : "The first " + bytes_count(size) + " of a ";
  words += sender + "'s " + kind_of(frame) + header_in_words(frame, wire.sender) +
           content_in_words(frame);
  if (frame.is_whole() && size > frame.size())
    words += ", and " + bytes_count(size - frame.size()) + " behind it";
  if (wire.chunk_size != 0 && wire.chunk_size < size)
    words += ", in chunks of " + bytes_count(wire.chunk_size);
  return words + ".";
}

}  // namespace closeframe::props
