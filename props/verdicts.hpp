// SPDX-License-Identifier: Apache-2.0
// What the codec says of each shape, what the reference says of it, and whether the two agree.
#pragma once

#include <array>
#include <closeframe/frame.hpp>
#include <cstddef>
#include <expected>
#include <utility>

#include "reference/close_frame.hpp"
#include "reference/utf8.hpp"
#include "shapes.hpp"

namespace closeframe::props {

constexpr std::expected<Close, DecodeError> codec_says(const Body& body) {
  return decode_body(body.bytes);
}

constexpr std::expected<Close, CloseError> codec_says(const CloseRequest& request) {
  if (!request.code) return Close{};
  return Close::with(StatusCode{*request.code}, request.reason);
}

/// The bytes of a text that are kept, and whether it is UTF-8 from end to end.
struct TextVerdict {
  std::size_t kept_size;  ///< bytes
  bool is_utf8;

  friend constexpr bool operator==(const TextVerdict&, const TextVerdict&) = default;
};

constexpr TextVerdict codec_says(const Text& text) {
  return {truncate(text.bytes, text.max_size).size(), is_utf8(text.bytes)};
}

constexpr FrameResult codec_says(const Wire& wire) { return decode_frame(wire.bytes, wire.sender); }

constexpr reference::Verdict reference_says(const Body& body) {
  return reference::decode_body(body.bytes);
}

constexpr reference::Verdict reference_says(const CloseRequest& request) {
  return request.code ? reference::judge(*request.code, request.reason) : reference::Verdict{};
}

constexpr TextVerdict reference_says(const Text& text) {
  return {reference::longest_utf8_prefix(text.bytes, text.max_size).size(),
          reference::is_utf8(text.bytes)};
}

constexpr reference::Verdict reference_says(const Wire& wire) {
  return reference::decode_frame(wire.bytes, wire.sender == Role::client);
}

constexpr bool agree(CloseError error, reference::Fault fault) {
  using reference::Fault;
  constexpr std::array faults{Fault::length, Fault::code, Fault::utf8};
  return faults[std::to_underlying(error)] == fault;
}

constexpr bool agree(DecodeError error, reference::Fault fault) {
  using reference::Fault;
  constexpr std::array faults{Fault::opcode,       Fault::fin,          Fault::reserved_bits,
                              Fault::mask_missing, Fault::mask_present, Fault::length_form,
                              Fault::length,       Fault::half_a_code,  Fault::code,
                              Fault::utf8};
  return faults[std::to_underlying(error)] == fault;
}

constexpr bool agree(const Close& close, const reference::Verdict& verdict) {
  if (verdict.fault != reference::Fault::none || !verdict.complete) return false;
  if (close.code().has_value() != verdict.has_code) return false;
  if (close.code() && std::to_underlying(*close.code()) != verdict.code) return false;
  return close.reason() == verdict.reason_text();
}

template <class Error>
constexpr bool agree(const std::expected<Close, Error>& close, const reference::Verdict& verdict) {
  return close ? agree(*close, verdict) : agree(close.error(), verdict.fault);
}

constexpr bool agree(const TextVerdict& codec, const TextVerdict& reference) {
  return codec == reference;
}

constexpr bool agree(const FrameResult& frame, const reference::Verdict& verdict) {
  if (!frame) return agree(frame.error(), verdict.fault);
  if (!*frame) return verdict.fault == reference::Fault::none && !verdict.complete;
  return agree((*frame)->close, verdict) && (*frame)->size == verdict.frame_size;
}

}  // namespace closeframe::props
