// SPDX-License-Identifier: Apache-2.0
// What is true of all bytes off the wire, whoever sent them and however they were split.
#pragma once

#include <algorithm>
#include <array>
#include <closeframe/frame.hpp>
#include <closeframe/frame_splitter.hpp>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <vector>

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
  return agree(codec_says(wire), reference_says(wire));
}

constexpr bool close_header_is_fixed(const Wire& wire) {
  const auto frame = codec_says(wire);
  if (!frame || !*frame) return true;
  return wire.bytes[0] == 0x88 && (wire.bytes[1] & 0x7F) == encode_body((*frame)->close).size();
}

constexpr bool only_the_right_mask_bit_is_accepted(const Wire& wire) {
  if (wire.bytes.size() < 2) return true;
  const bool right = (wire.bytes[1] >= 0x80) == (wire.sender == Role::client);
  const auto frame = codec_says(wire);
  const bool blamed = !frame && (frame.error() == DecodeError::mask_missing ||
                                 frame.error() == DecodeError::mask_not_allowed);
  return right ? !blamed : !frame;
}

constexpr bool chunking_is_invisible(const Wire& wire) {
  FrameResult result = decode_frame({}, wire.sender);
  for (std::size_t arrived = 0; result && !*result && arrived < wire.bytes.size();) {
    arrived = std::min(arrived + step_of(wire), wire.bytes.size());
    result = decode_frame(wire.bytes.first(arrived), wire.sender);
  }
  return result == codec_says(wire);
}

constexpr bool prefixes_only_ask_for_more(const Wire& wire) {
  const auto frame = codec_says(wire);
  if (!frame || !*frame) return true;
  for (std::size_t size = 0; size < (*frame)->size; ++size) {
    const auto prefix = decode_frame(wire.bytes.first(size), wire.sender);
    if (!prefix || *prefix) return false;
  }
  return true;
}

/// The longest frame has 131 bytes: no error waits for more.
constexpr bool errors_are_final(const Wire& wire) {
  const auto frame = codec_says(wire);
  const std::size_t end = std::min<std::size_t>(wire.bytes.size(), 131);
  for (std::size_t size = 0; size <= end; ++size) {
    const auto prefix = decode_frame(wire.bytes.first(size), wire.sender);
    if (!prefix) return prefix == frame;
  }
  return frame.has_value();
}

constexpr bool header_errors_need_two_bytes(const Wire& wire) {
  const auto frame = codec_says(wire);
  if (frame || frame.error() >= DecodeError::body_too_long) return true;
  return decode_frame(wire.bytes.first(std::min<std::size_t>(wire.bytes.size(), 2)), wire.sender) ==
         frame;
}

constexpr bool trailing_bytes_are_untouched(const Wire& wire) {
  const auto frame = codec_says(wire);
  if (!frame || !*frame) return true;
  return (*frame)->size <= wire.bytes.size() &&
         decode_frame(wire.bytes.first((*frame)->size), wire.sender) == frame;
}

constexpr bool frame_encode_inverts_decode(const Wire& wire) {
  const auto frame = codec_says(wire);
  if (!frame || !*frame) return true;
  const auto sent = wire.bytes.first((*frame)->size);
  if (wire.sender == Role::server)
    return std::ranges::equal(encode_server_frame((*frame)->close), sent);
  const MaskingKey key{sent[2], sent[3], sent[4], sent[5]};
  return std::ranges::equal(encode_client_frame((*frame)->close, key), sent);
}

/// A close frame found in a stream, or what was to be one.
struct FoundClose {
  std::size_t end;  ///< bytes read by then; 0 for an error, which is found before its frame ends
  std::expected<Close, DecodeError> close;

  friend constexpr bool operator==(const FoundClose&, const FoundClose&) = default;
};

/// What the splitter finds when the bytes arrive in chunks of `step` bytes.
constexpr std::vector<FoundClose> split(const Wire& wire, std::size_t step) {
  FrameSplitter splitter(wire.sender);
  std::vector<FoundClose> found;
  for (std::size_t begin = 0; begin < wire.bytes.size(); begin += step) {
    auto chunk = wire.bytes.subspan(begin, std::min(step, wire.bytes.size() - begin));
    // To the end and once more: no bytes are nothing found.
    for (std::size_t used = 1; used != 0;) {
      const auto part = splitter.next(chunk);
      used = part.size;
      chunk = chunk.subspan(used);
      const auto end = static_cast<std::size_t>(chunk.data() - wire.bytes.data());
      if (part.close) found.push_back({*part.close ? end : 0, *part.close});
    }
  }
  return found;
}

constexpr bool splitter_agrees_with_the_reference(const Wire& wire) {
  std::size_t begin = 0;
  const auto all = split(wire, step_of(wire));
  for (const FoundClose& found : all) {
    const auto expected =
        reference::find_close(wire.bytes.subspan(begin), wire.sender == Role::client);
    if (!expected || !agree(found.close, expected->verdict)) return false;
    if (!found.close) return &found == &all.back();
    begin += expected->end;
    if (begin != found.end) return false;
  }
  return !reference::find_close(wire.bytes.subspan(begin), wire.sender == Role::client);
}

constexpr bool splitting_is_invisible(const Wire& wire) {
  return split(wire, step_of(wire)) == split(wire, std::max<std::size_t>(wire.bytes.size(), 1));
}

}  // namespace closeframe::props
