// SPDX-License-Identifier: Apache-2.0
// What is true of all bytes off the wire, whoever sent them and however they were split.
#pragma once

#include <algorithm>
#include <closeframe/close_finder.hpp>
#include <closeframe/frame.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "cases/agree.hpp"
#include "cases/large_arrival.hpp"
#include "cases/wire.hpp"
#include "properties/property.hpp"
#include "reference/endpoint.hpp"

namespace closeframe::props::wire {

using Shape = shapes::Wire;

template <int line>
inline constexpr Property<Shape> row{};

/// The size of each chunk in which the bytes arrive, at least 1.
constexpr std::size_t step_of(const Case<Shape>& wire) {
  return wire.chunk_size == 0 ? std::max<std::size_t>(wire.bytes.size(), 1) : wire.chunk_size;
}

constexpr bool agrees_with_the_reference(const Case<Shape>& wire) {
  return agree(wire.verdict, wire.expected);
}
PROPERTY(agrees_with_the_reference, "RFC 6455 §5.1, §5.2, §5.5", differential,
         "codec and reference find the same close or the same error, or both need more bytes");

constexpr bool encode_inverts_decode(const Case<Shape>& wire) {
  const auto& frame = wire.verdict;
  if (!frame.is_close()) return true;
  const auto sent = wire.bytes.first(frame.size());
  if (wire.sender == Role::server)
    return std::ranges::equal(encode_server_frame(frame.close()), sent);
  const MaskingKey key{sent[2], sent[3], sent[4], sent[5]};
  return std::ranges::equal(encode_client_frame(frame.close(), key), sent);
}
PROPERTY(encode_inverts_decode, "RFC 6455 §5.2, §5.3", roundtrip,
         "encoding the close of an accepted frame with its key gives that frame again");

constexpr bool close_header_is_fixed(const Case<Shape>& wire) {
  const auto& frame = wire.verdict;
  if (!frame.is_close()) return true;
  return wire.bytes[0] == 0x88 && (wire.bytes[1] & 0x7F) == encode_body(frame.close()).size();
}
PROPERTY(close_header_is_fixed, "RFC 6455 §5.2, §5.5", invariant,
         "an accepted frame begins with the byte 88 and has its length in the 7-bit form");

constexpr bool only_the_right_mask_bit_is_accepted(const Case<Shape>& wire) {
  if (wire.bytes.size() < 2) return true;
  const bool right = (wire.bytes[1] >= 0x80) == (wire.sender == Role::client);
  const auto& frame = wire.verdict;
  const bool blamed =
      frame.error() == DecodeError::mask_missing || frame.error() == DecodeError::mask_not_allowed;
  return right ? !blamed : frame.is_error();
}
PROPERTY(only_the_right_mask_bit_is_accepted, "RFC 6455 §5.1", invariant,
         "a client's unmasked frame and a server's masked frame are rejected, and no other is for "
         "its mask");

/// The first four bytes as a masking key, and as much as a body holds of the others as payload.
struct MaskedPayload {
  MaskingKey key{};
  Body payload;
};

constexpr MaskedPayload masked_payload(const Case<Shape>& wire) {
  MaskedPayload result;
  const std::size_t key_size = std::min<std::size_t>(wire.bytes.size(), 4);
  std::ranges::copy(wire.bytes.first(key_size), result.key.begin());
  const auto rest = wire.bytes.subspan(key_size);
  result.payload.append(rest.first(std::min<std::size_t>(rest.size(), max_body_size)));
  return result;
}

constexpr bool masking_is_an_involution(const Case<Shape>& wire) {
  const auto [key, payload] = masked_payload(wire);
  Body twice = payload;
  apply_mask(twice, key);
  for (std::size_t i = 0; i < payload.size(); ++i)
    if (twice.begin()[i] != (payload.begin()[i] ^ key[i % 4])) return false;
  apply_mask(twice, key);
  Body zero_key = payload;
  apply_mask(zero_key, MaskingKey{});
  return twice == payload && zero_key == payload;
}
PROPERTY(masking_is_an_involution, "RFC 6455 §5.3", roundtrip,
         "masking is XOR with the repeated key; masking twice restores the bytes; the zero key "
         "changes none");

constexpr bool masking_composes_by_offset(const Case<Shape>& wire) {
  const auto [key, payload] = masked_payload(wire);
  Body whole = payload;
  apply_mask(whole, key);
  Body parts = payload;
  const std::size_t split = std::min(wire.chunk_size, payload.size());
  apply_mask(std::span(parts).first(split), key);
  apply_mask(std::span(parts).subspan(split), key, split);
  return whole == parts;
}
PROPERTY(masking_composes_by_offset, "RFC 6455 §5.3", metamorphic,
         "masking a payload in two parts gives the same as masking the whole");

/// No part smaller than `decided_size` is a close or an error, so nothing is decided before the
/// chunk with which that many bytes have arrived. It must give what all the bytes give.
constexpr bool chunking_is_invisible(const Case<Shape>& wire) {
  const std::size_t step = step_of(wire);
  const std::size_t chunk_count = (wire.decided_size + step - 1) / step;
  const std::size_t arrived = std::min(chunk_count * step, wire.bytes.size());
  return decode_frame(wire.bytes.first(arrived), wire.sender) == wire.verdict;
}
PROPERTY(chunking_is_invisible, "RFC 6455 §5.2", metamorphic,
         "bytes that arrive in chunks give the same result as all of them at once");

constexpr bool prefixes_only_ask_for_more(const Case<Shape>& wire) {
  const auto& frame = wire.verdict;
  return !frame.is_close() || wire.decided_size == frame.size();
}
PROPERTY(prefixes_only_ask_for_more, "RFC 6455 §5.2", metamorphic,
         "while an acceptable frame is incomplete, it is neither a close nor an error");

constexpr bool errors_are_final(const Case<Shape>& wire) {
  if (wire.decided_size > wire.bytes.size()) return !wire.verdict.is_error();
  const auto decided = decode_frame(wire.bytes.first(wire.decided_size), wire.sender);
  return decided.is_error() ? decided == wire.verdict : !wire.verdict.is_error();
}
PROPERTY(errors_are_final, policy, metamorphic,
         "what is rejected stays rejected with the same error, whatever bytes follow");

constexpr bool header_errors_need_two_bytes(const Case<Shape>& wire) {
  const auto& frame = wire.verdict;
  if (!frame.is_error() || row_of(frame.error()).part != FramePart::header) return true;
  return decode_frame(wire.bytes.first(std::min<std::size_t>(wire.bytes.size(), 2)), wire.sender) ==
         frame;
}
PROPERTY(header_errors_need_two_bytes, policy, metamorphic,
         "an error of the header is found as soon as its two bytes have arrived");

constexpr bool body_errors_need_the_whole_frame(const Case<Shape>& wire) {
  const auto& frame = wire.verdict;
  if (!frame.is_error() || row_of(frame.error()).part != FramePart::body) return true;
  const std::size_t header_size = wire.sender == Role::client ? 6 : 2;
  return wire.bytes.size() >= 2 && wire.decided_size == header_size + (wire.bytes[1] & 0x7F);
}
PROPERTY(body_errors_need_the_whole_frame, policy, metamorphic,
         "an error of the body is found when the frame is whole, and not before");

constexpr bool refusal_is_answered_by_its_fault(const Case<Shape>& wire) {
  const auto& frame = wire.verdict;
  if (!frame.is_error()) return true;
  const bool only_utf8 = wire.expected.fault == reference::Fault::utf8;
  return std::to_underlying(answer_to(frame.error())) == (only_utf8 ? 1007 : 1002);
}
PROPERTY(refusal_is_answered_by_its_fault, policy, invariant,
         "a rejected frame is answered with 1007 if only its UTF-8 is wrong, with 1002 otherwise");

/// What is not the case is not said: the close is none, the error is none, the size is 0.
constexpr bool a_result_says_one_thing(const Case<Shape>& wire) {
  using enum FrameResult::State;
  const auto& frame = wire.verdict;
  return frame.is_incomplete() == (frame.state() == incomplete) &&
         frame.is_close() == (frame.state() == close) &&
         frame.is_error() == (frame.state() == error) &&
         (frame.is_close() || (frame.close() == Close{} && frame.size() == 0)) &&
         (!frame.is_error() || FrameResult(frame.error()) == frame) &&
         frame.is_error() == (row_of(frame.error()).error == frame.error() &&
                              !row_of(frame.error()).clause.empty());
}
PROPERTY(a_result_says_one_thing, policy, invariant,
         "a result is incomplete, a close or an error, and says nothing of the other two");

constexpr bool trailing_bytes_are_untouched(const Case<Shape>& wire) {
  const auto& frame = wire.verdict;
  if (!frame.is_close()) return true;
  return frame.size() <= wire.bytes.size() &&
         decode_frame(wire.bytes.first(frame.size()), wire.sender) == frame;
}
PROPERTY(trailing_bytes_are_untouched, "RFC 6455 §5.2", metamorphic,
         "a frame uses exactly its own bytes, whatever follows");

/// What the finder finds, one close after the other, when the bytes arrive in chunks. Where it
/// finds something in no bytes, or uses none where there are some, that is a close which ends
/// nowhere: no reference agrees with it.
class ClosesFound {
 public:
  constexpr ClosesFound(const Shape& wire, std::size_t chunk_size)
      : bytes_(wire.bytes), chunk_size_(chunk_size), finder_(wire.sender) {}

  /// The next close, its size being that of all bytes read by then; or the error, with size 0: it
  /// is found before its frame ends. Incomplete where no more is found.
  constexpr FrameResult next() {
    while (read_ < bytes_.size()) {
      const std::size_t left = bytes_.size() - read_;
      const FrameResult found =
          finder_.next(bytes_.subspan(read_, std::min(chunk_size_ - read_ % chunk_size_, left)));
      if (found.size() == 0) return FrameResult(Close{}, 0);
      read_ += found.size();
      if (found.is_close()) return FrameResult(found.close(), read_);
      if (found.is_error()) return FrameResult(found.error());
    }
    return finder_.next({}).is_incomplete() ? FrameResult() : FrameResult(Close{}, 0);
  }

 private:
  Input bytes_;
  std::size_t chunk_size_, read_ = 0;
  CloseFinder finder_;
};

constexpr bool finder_agrees_with_the_reference(const Case<Shape>& wire) {
  const bool from_client = wire.sender == Role::client;
  ClosesFound closes(wire, step_of(wire));
  Input rest = wire.bytes;
  for (FrameResult found = closes.next(); !found.is_incomplete(); found = closes.next()) {
    const auto expected = reference::find_close(rest, from_client);
    if (!expected) return false;
    if (found.is_error())
      return agree(found.error(), expected->verdict.fault) && closes.next().is_incomplete();
    rest = rest.subspan(expected->end);
    if (!agree(found.close(), expected->verdict) || wire.bytes.size() - rest.size() != found.size())
      return false;
  }
  return !reference::find_close(rest, from_client);
}
PROPERTY(finder_agrees_with_the_reference, "RFC 6455 §5.1, §5.2, §5.4", differential,
         "among frames of any kind, codec and reference find the same closes, places and errors");

constexpr bool is_another_frame(Input bytes) { return !bytes.empty() && (bytes[0] & 0x0F) != 8; }

constexpr bool a_wrong_header_among_others_is_an_error(const Case<Shape>& wire) {
  if (!is_another_frame(wire.bytes)) return true;
  const Input start = wire.bytes.first(std::min<std::size_t>(wire.bytes.size(), 3));
  const FrameResult found = CloseFinder(wire.sender).next(start);
  const auto fault = reference::header_fault(start, wire.sender == Role::client);
  return found.is_error() ? agree(found.error(), fault) : fault == reference::Fault::none;
}
PROPERTY(a_wrong_header_among_others_is_an_error, "RFC 6455 §5.1, §5.2", differential,
         "a wrong mask bit, or a 64-bit length whose first bit is set, is an error in any frame, "
         "as soon as it arrives");

/// With FIN, the reserved bits and the opcode of the first frame changed to those of another
/// frame that is no close.
constexpr bool the_first_byte_of_other_frames_does_not_matter(const Case<Shape>& wire) {
  if (!is_another_frame(wire.bytes)) return true;
  CloseFinder finder(wire.sender);
  CloseFinder changed(wire.sender);
  const auto first = static_cast<std::uint8_t>(wire.bytes[0] == 0xF7 ? 0x02 : 0xF7);
  if (finder.next(wire.bytes.first(1)) != changed.next({&first, 1})) return false;
  Input rest = wire.bytes.subspan(1);
  while (!rest.empty()) {
    const FrameResult found = finder.next(rest);
    if (found != changed.next(rest)) return false;
    rest = rest.subspan(found.size());
  }
  return true;
}
PROPERTY(the_first_byte_of_other_frames_does_not_matter, policy, metamorphic,
         "FIN, reserved bits and opcode of a frame that is no close change nothing");

constexpr bool splitting_is_invisible(const Case<Shape>& wire) {
  if (wire.chunk_size == 0) return true;
  ClosesFound split(wire, wire.chunk_size);
  ClosesFound whole(wire, std::max<std::size_t>(wire.bytes.size(), 1));
  while (true) {
    const FrameResult found = split.next();
    if (found != whole.next()) return false;
    if (found.is_incomplete()) return true;
  }
}
PROPERTY(splitting_is_invisible, "RFC 6455 §5.2", metamorphic,
         "which closes are found among other frames does not depend on the chunks");

inline bool other_frames_ahead_change_nothing(const Case<Shape>& wire) {
  const auto arrival = large_arrival_of(wire);
  if (!arrival) return true;
  const BehindOtherFrames stream(wire.sender, wire.bytes, *arrival);
  ClosesFound expected(wire, std::max<std::size_t>(wire.bytes.size(), 1));
  CloseFinder finder(wire.sender);
  std::uint64_t read = 0;
  // Who reads the payload takes more.
  const std::size_t most_steps = wire.bytes.size() + 2 * stream.frame_count() + 6;
  std::size_t steps = 0;
  bool holds = true;
  stream.deliver([&](Input rest) {
    while (holds && !rest.empty()) {
      const FrameResult found = finder.next(rest);
      holds = found.size() <= rest.size() && ++steps <= most_steps;
      rest = rest.subspan(holds ? found.size() : 0);
      read += found.size();
      if (found.is_incomplete()) continue;
      const auto end = static_cast<std::size_t>(read - stream.frames_size());
      holds = holds && expected.next() == (found.is_close() ? FrameResult(found.close(), end)
                                                            : FrameResult(found.error()));
    }
  });
  return holds && expected.next().is_incomplete();
}
PROPERTY(other_frames_ahead_change_nothing, "RFC 6455 §5.2", metamorphic,
         "other frames ahead of the bytes, one of up to 2^32 bytes or dozens of small ones, change "
         "nothing in what is found behind them",
         run_time);

inline bool any_number_of_bytes_may_follow(const Case<Shape>& wire) {
  const auto& frame = wire.verdict;
  const auto arrival = large_arrival_of(wire);
  if (!arrival || frame.is_incomplete()) return true;
  return decode_frame(with_zeros_behind(wire.bytes, *arrival), wire.sender) == frame;
}
PROPERTY(any_number_of_bytes_may_follow, "RFC 6455 §5.2", metamorphic,
         "what a frame says does not depend on how many bytes have arrived behind it, up to 2^32",
         run_time);

}  // namespace closeframe::props::wire
