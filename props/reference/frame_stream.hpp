// SPDX-License-Identifier: Apache-2.0
// All that one side of an open connection sends, frame by frame, read straight from RFC 6455 §5,
// and what a close of each code is to its receiver. No extension was negotiated.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "close_frame.hpp"
#include "utf8.hpp"

namespace reference {

/// §5.2: a frame of any kind, as its bytes spell it.
struct RawFrame {
  std::size_t begin = 0, end = 0;  ///< in the stream
  bool has_header = false;         ///< up to the masking key, and that too
  bool is_whole = false;
  bool fin = false;
  unsigned reserved = 0;  ///< the three bits
  unsigned opcode = 0;
  bool has_length = false;  ///< and the mask bit: the two first bytes at least
  bool is_masked = false;
  bool is_shortest = true;            ///< the length, in "the minimal number of bytes"
  bool is_impossible = false;         ///< the length: "the most significant bit MUST be 0"
  std::uint64_t announced_size = 0;   ///< bytes
  std::vector<std::uint8_t> payload;  ///< unmasked, as much as there is

  bool is_control() const { return opcode >= 8; }
};

/// The frame that begins at `begin`, which is inside `stream`.
inline RawFrame read_frame(std::span<const std::uint8_t> stream, std::size_t begin) {
  const auto bytes = stream.subspan(begin);
  RawFrame frame;
  frame.begin = begin;
  frame.end = stream.size();
  frame.fin = bytes[0] / 128 == 1;
  frame.reserved = bytes[0] / 16 % 8;
  frame.opcode = bytes[0] % 16;
  if (bytes.size() < 2) return frame;
  frame.has_length = true;
  frame.is_masked = bytes[1] / 128 == 1;
  frame.announced_size = bytes[1] % 128;
  std::size_t place = 2;
  if (frame.announced_size >= 126) {
    const std::size_t length_size = frame.announced_size == 126 ? 2 : 8;
    frame.is_impossible = length_size == 8 && bytes.size() > 2 && bytes[2] >= 128;
    if (bytes.size() < 2 + length_size) return frame;
    frame.announced_size = 0;
    for (; place < 2 + length_size; ++place)
      frame.announced_size = frame.announced_size * 256 + bytes[place];
    frame.is_shortest = frame.announced_size > (length_size == 2 ? 125 : 0xFFFF);
  }
  const std::size_t key = place;
  if (frame.is_masked) place += 4;
  if (bytes.size() < place) return frame;
  frame.has_header = true;
  const auto size = std::min<std::uint64_t>(frame.announced_size, bytes.size() - place);
  // §5.3: "transformed-octet-i = original-octet-i XOR masking-key-octet-j", j = i MOD 4.
  const auto body = bytes.subspan(place, static_cast<std::size_t>(size));
  frame.payload.assign(body.begin(), body.end());
  for (std::size_t i = 0; frame.is_masked && i < frame.payload.size(); ++i)
    frame.payload[i] ^= bytes[key + i % 4];
  frame.is_whole = size == frame.announced_size;
  frame.end = begin + place + static_cast<std::size_t>(size);
  return frame;
}

/// Every frame of `stream`; the last may not be whole.
inline std::vector<RawFrame> read_frames(std::span<const std::uint8_t> stream) {
  std::vector<RawFrame> frames;
  for (std::size_t begin = 0; begin < stream.size(); begin = frames.back().end)
    frames.push_back(read_frame(stream, begin));
  return frames;
}

/// Who may send a code.
enum class CodeUse {
  defined,   ///< §7.4.1 defines it for this sender, or §7.4.2 leaves it to applications
  never,     ///< "not used", or "MUST NOT be set as a status code in a Close control frame"
  disputed,  ///< good implementations differ
};

inline CodeUse use_of(unsigned code, bool from_client) {
  if (code <= 999 || code == 1005 || code == 1006 || code == 1015) return CodeUse::never;
  // §7.4.1 speaks of 1010 as a client's and of 1011 as a server's.
  if (code == 1010) return from_client ? CodeUse::defined : CodeUse::disputed;
  if (code == 1011) return from_client ? CodeUse::disputed : CodeUse::defined;
  // 1004 is "Reserved"; 1012 to 1014 were registered later; the others nobody has defined.
  if (code == 1004 || (code >= 1012 && code <= 2999) || code >= 5000) return CodeUse::disputed;
  return CodeUse::defined;
}

/// What a frame is to its receiver.
enum class Meaning {
  nothing,   ///< the connection goes on; or it is not whole, and what there is of it is good
  close,     ///< that everybody has to accept
  fault,     ///< the connection is to be failed
  disputed,  ///< a close that good implementations accept or reject
  unjudged,  ///< good implementations differ in what it does to the connection
};

struct Arrival {
  RawFrame frame;
  Meaning meaning = Meaning::nothing;
  Fault fault = Fault::none;  ///< of a fault; `length_form` or `code` of a disputed close
  bool has_code = false;      ///< of what is a close, be it good or not
  unsigned code = 0;
  std::string reason;  ///< bytes
};

/// Whether it is UTF-8 but for its end, which may be the beginning of a sequence.
inline bool begins_utf8(std::string_view text) {
  const auto rest = text.substr(longest_utf8_prefix(text, text.size()).size());
  if (rest.empty()) return true;
  const Alternative* alternative =
      alternative_of_first_byte[static_cast<unsigned char>(rest.front())];
  if (alternative == nullptr || rest.size() >= alternative->size) return false;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    const auto byte = static_cast<unsigned char>(rest[i]);
    if (byte < alternative->bytes[i].first || byte > alternative->bytes[i].last) return false;
  }
  return true;
}

/// Reads what a receiver is sent. What follows a frame that is not judged is not judged either.
class StreamReader {
 public:
  explicit StreamReader(bool from_client) : from_client_(from_client) {}

  std::vector<Arrival> read(std::span<const std::uint8_t> stream) {
    std::vector<Arrival> arrivals;
    bool is_judged = true;
    for (RawFrame& frame : read_frames(stream)) {
      Arrival arrival;
      arrival.frame = std::move(frame);
      if (arrival.frame.opcode == 8) read_close(arrival);
      if (!is_judged)
        arrival.meaning = Meaning::unjudged;
      else if (arrival.frame.opcode != 8)
        judge_other(arrival);
      is_judged = arrival.meaning != Meaning::unjudged;
      arrivals.push_back(std::move(arrival));
    }
    return arrivals;
  }

 private:
  /// A message of more may be too big for somebody.
  static constexpr std::uint64_t most_of_a_message = 1 << 14;

  /// More may be a flood to somebody, who ends the connection over it.
  static constexpr std::size_t most_control_frames = 32;

  bool has_wrong_mask(const RawFrame& frame) const {
    return frame.has_length && frame.is_masked != from_client_;
  }

  Fault mask_fault() const { return from_client_ ? Fault::mask_missing : Fault::mask_present; }

  /// Several faults at once are reported in the order of this function.
  Fault fault_of_close(const Arrival& close) const {
    const RawFrame& frame = close.frame;
    // §5.5: control frames "MUST NOT be fragmented".
    if (!frame.fin) return Fault::fin;
    // §5.2: "If a nonzero value is received [...] the receiving endpoint MUST _Fail the WebSocket
    // Connection_."
    if (frame.reserved != 0) return Fault::reserved_bits;
    // §5.1: "The server MUST close the connection upon receiving a frame that is not masked"; "A
    // client MUST close a connection if it detects a masked frame".
    if (has_wrong_mask(frame)) return mask_fault();
    // §5.5: "All control frames MUST have a payload length of 125 bytes or less".
    if (frame.announced_size > 125) return Fault::length;
    // §5.5.1: "the first two bytes of the body MUST be a 2-byte unsigned integer".
    if (frame.announced_size == 1) return Fault::half_a_code;
    // §8.1: "that endpoint MUST _Fail the WebSocket Connection_."
    if (frame.is_whole ? !is_utf8(close.reason) : !begins_utf8(close.reason)) return Fault::utf8;
    if (close.has_code && use_of(close.code, from_client_) == CodeUse::never) return Fault::code;
    return Fault::none;
  }

  Fault dispute_about(const Arrival& close) const {
    // §5.2: "in all cases, the minimal number of bytes MUST be used": said of the sender.
    if (!close.frame.is_shortest) return Fault::length_form;
    if (close.has_code && use_of(close.code, from_client_) == CodeUse::disputed) return Fault::code;
    return Fault::none;
  }

  void read_close(Arrival& close) const {
    const auto& body = close.frame.payload;
    if (body.size() >= 2) {
      close.has_code = true;
      close.code = body[0] * 256u + body[1];
      close.reason.assign(body.begin() + 2, body.end());
    }
    const Fault fault = fault_of_close(close), dispute = dispute_about(close);
    close.fault = fault != Fault::none ? fault : dispute;
    if (!close.frame.is_whole)
      // Nobody has to see before its end that it is wrong, and everybody may.
      close.meaning = close.fault == Fault::none ? Meaning::nothing : Meaning::unjudged;
    else if (fault != Fault::none)
      close.meaning = Meaning::fault;
    else
      close.meaning = dispute == Fault::none ? Meaning::close : Meaning::disputed;
  }

  void judge_other(Arrival& other) {
    const RawFrame& frame = other.frame;
    const bool is_known = frame.opcode <= 2 || frame.opcode == 9 || frame.opcode == 10;
    if (!is_known || frame.reserved != 0 || !frame.is_shortest || frame.is_impossible) {
      other.meaning = Meaning::unjudged;
    } else if (has_wrong_mask(frame)) {
      other.fault = mask_fault();
      other.meaning = frame.is_whole ? Meaning::fault : Meaning::unjudged;
    } else if (frame.is_control()) {
      const bool is_good = frame.fin && frame.announced_size <= 125 &&
                           ++control_frame_count_ <= most_control_frames;
      other.meaning = is_good ? Meaning::nothing : Meaning::unjudged;
    } else {
      other.meaning = continues(frame) ? Meaning::nothing : Meaning::unjudged;
    }
  }

  /// Whether a data frame is one that nobody minds: in its place, small, of UTF-8, and no order to
  /// the program that runs the endpoint, such as "close 1000".
  bool continues(const RawFrame& frame) {
    if ((frame.opcode == 0) != is_in_message_) return false;
    if (frame.opcode != 0) {
      message_.clear();
      is_text_ = frame.opcode == 1;
    }
    if (frame.announced_size + message_.size() > most_of_a_message) return false;
    message_.append(frame.payload.begin(), frame.payload.end());
    is_in_message_ = !frame.fin;
    if (message_.starts_with("close")) return false;
    if (!is_text_) return true;
    return frame.fin && frame.is_whole ? is_utf8(message_) : begins_utf8(message_);
  }

  bool from_client_;
  std::size_t control_frame_count_ = 0;  // but for closes
  bool is_in_message_ = false;
  bool is_text_ = false;
  std::string message_;
};

}  // namespace reference
