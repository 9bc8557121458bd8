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

#include "reference/endpoint.hpp"
#include "shapes.hpp"
#include "verdicts.hpp"

namespace closeframe::props {

/// The size of each chunk in which the bytes arrive, at least 1.
constexpr std::size_t step_of(const Wire& wire) {
  return wire.chunk_size == 0 ? std::max<std::size_t>(wire.bytes.size(), 1) : wire.chunk_size;
}

/// The first four bytes as a masking key, and as much as a body holds of the others as payload.
struct MaskedPayload {
  MaskingKey key{};
  closeframe::Body payload;
};

constexpr MaskedPayload masked_payload(const Wire& wire) {
  MaskedPayload result;
  const std::size_t key_size = std::min<std::size_t>(wire.bytes.size(), 4);
  std::ranges::copy(wire.bytes.first(key_size), result.key.begin());
  const auto rest = wire.bytes.subspan(key_size);
  result.payload.append(rest.first(std::min<std::size_t>(rest.size(), max_body_size)));
  return result;
}

constexpr bool masking_is_an_involution(const Wire& wire) {
  const auto [key, payload] = masked_payload(wire);
  closeframe::Body twice = payload;
  apply_mask(twice, key);
  for (std::size_t i = 0; i < payload.size(); ++i)
    if (twice.begin()[i] != (payload.begin()[i] ^ key[i % 4])) return false;
  apply_mask(twice, key);
  closeframe::Body zero_key = payload;
  apply_mask(zero_key, MaskingKey{});
  return twice == payload && zero_key == payload;
}

constexpr bool masking_composes_by_offset(const Wire& wire) {
  const auto [key, payload] = masked_payload(wire);
  closeframe::Body whole = payload;
  apply_mask(whole, key);
  closeframe::Body parts = payload;
  const std::size_t split = std::min(wire.chunk_size, payload.size());
  apply_mask(std::span(parts).first(split), key);
  apply_mask(std::span(parts).subspan(split), key, split);
  return whole == parts;
}

constexpr bool frame_agrees_with_the_reference(const Wire& wire) {
  return agree(wire.verdict, wire.expected);
}

constexpr bool close_header_is_fixed(const Wire& wire) {
  const auto& frame = wire.verdict;
  if (!frame.is_close()) return true;
  return wire.bytes[0] == 0x88 && (wire.bytes[1] & 0x7F) == encode_body(frame.close()).size();
}

constexpr bool only_the_right_mask_bit_is_accepted(const Wire& wire) {
  if (wire.bytes.size() < 2) return true;
  const bool right = (wire.bytes[1] >= 0x80) == (wire.sender == Role::client);
  const auto& frame = wire.verdict;
  const bool blamed =
      frame.error() == DecodeError::mask_missing || frame.error() == DecodeError::mask_not_allowed;
  return right ? !blamed : frame.is_error();
}

/// All parts smaller than the first one that is decided are not: what arrives then decides.
constexpr bool chunking_is_invisible(const Wire& wire) {
  const std::size_t step = step_of(wire);
  const std::size_t chunk_count = (wire.decided_size + step - 1) / step;
  const std::size_t arrived = std::min(chunk_count * step, wire.bytes.size());
  return decode_frame(wire.bytes.first(arrived), wire.sender) == wire.verdict;
}

constexpr bool prefixes_only_ask_for_more(const Wire& wire) {
  const auto& frame = wire.verdict;
  return !frame.is_close() || wire.decided_size == frame.size();
}

constexpr bool errors_are_final(const Wire& wire) {
  if (wire.decided_size > wire.bytes.size()) return !wire.verdict.is_error();
  const auto decided = decode_frame(wire.bytes.first(wire.decided_size), wire.sender);
  return decided.is_error() ? decided == wire.verdict : !wire.verdict.is_error();
}

constexpr bool header_errors_need_two_bytes(const Wire& wire) {
  const auto& frame = wire.verdict;
  if (!frame.is_error() || row_of(frame.error()).part != FramePart::header) return true;
  return decode_frame(wire.bytes.first(std::min<std::size_t>(wire.bytes.size(), 2)), wire.sender) ==
         frame;
}

constexpr bool body_errors_need_the_whole_frame(const Wire& wire) {
  const auto& frame = wire.verdict;
  if (!frame.is_error() || row_of(frame.error()).part != FramePart::body) return true;
  const std::size_t header_size = wire.sender == Role::client ? 6 : 2;
  return wire.bytes.size() >= 2 && wire.decided_size == header_size + (wire.bytes[1] & 0x7F);
}

constexpr bool a_refused_frame_is_answered_by_its_fault(const Wire& wire) {
  const auto& frame = wire.verdict;
  if (!frame.is_error()) return true;
  const bool only_utf8 = wire.expected.fault == reference::Fault::utf8;
  return std::to_underlying(answer_to(frame.error())) == (only_utf8 ? 1007 : 1002);
}

/// What is not the case is not said: the close is none, the error is none, the size is 0.
constexpr bool a_result_says_one_thing(const Wire& wire) {
  using enum FrameResult::State;
  const auto& frame = wire.verdict;
  return frame.is_incomplete() == (frame.state() == incomplete) &&
         frame.is_close() == (frame.state() == close) &&
         frame.is_error() == (frame.state() == error) &&
         (frame.is_close() || (frame.close() == Close{} && frame.size() == 0)) &&
         frame.is_error() == (row_of(frame.error()).error == frame.error() &&
                              !row_of(frame.error()).clause.empty());
}

constexpr bool trailing_bytes_are_untouched(const Wire& wire) {
  const auto& frame = wire.verdict;
  if (!frame.is_close()) return true;
  return frame.size() <= wire.bytes.size() &&
         decode_frame(wire.bytes.first(frame.size()), wire.sender) == frame;
}

constexpr bool frame_encode_inverts_decode(const Wire& wire) {
  const auto& frame = wire.verdict;
  if (!frame.is_close()) return true;
  const auto sent = wire.bytes.first(frame.size());
  if (wire.sender == Role::server)
    return std::ranges::equal(encode_server_frame(frame.close()), sent);
  const MaskingKey key{sent[2], sent[3], sent[4], sent[5]};
  return std::ranges::equal(encode_client_frame(frame.close(), key), sent);
}

/// What the finder finds, one close after the other, when the bytes arrive in chunks. Where it
/// finds something in no bytes, or uses none where there are some, that is a close which ends
/// nowhere: no reference agrees with it.
class ClosesFound {
 public:
  constexpr ClosesFound(const Wire& wire, std::size_t chunk_size)
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

constexpr bool finder_agrees_with_the_reference(const Wire& wire) {
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

constexpr bool begins_with_another_frame(const Wire& wire) {
  return !wire.bytes.empty() && (wire.bytes[0] & 0x0F) != 8;
}

constexpr bool a_wrong_header_among_others_is_an_error(const Wire& wire) {
  if (!begins_with_another_frame(wire)) return true;
  const Input start = wire.bytes.first(std::min<std::size_t>(wire.bytes.size(), 3));
  const FrameResult found = CloseFinder(wire.sender).next(start);
  const auto fault = reference::header_fault(start, wire.sender == Role::client);
  return found.is_error() ? agree(found.error(), fault) : fault == reference::Fault::none;
}

/// With FIN, the reserved bits and the opcode of the first frame changed to those of another
/// frame that is no close.
constexpr bool the_first_byte_of_other_frames_does_not_matter(const Wire& wire) {
  if (!begins_with_another_frame(wire)) return true;
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

constexpr bool splitting_is_invisible(const Wire& wire) {
  if (wire.chunk_size == 0) return true;
  ClosesFound split(wire, wire.chunk_size);
  ClosesFound whole(wire, std::max<std::size_t>(wire.bytes.size(), 1));
  while (true) {
    const FrameResult found = split.next();
    if (found != whole.next()) return false;
    if (found.is_incomplete()) return true;
  }
}

}  // namespace closeframe::props
