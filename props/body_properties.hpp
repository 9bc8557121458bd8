// SPDX-License-Identifier: Apache-2.0
// What is true of every body of a close frame that somebody sends.
#pragma once

#include <algorithm>
#include <closeframe/body.hpp>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "hash.hpp"
#include "shapes.hpp"
#include "verdicts.hpp"

namespace closeframe::props {

constexpr bool body_agrees_with_the_reference(const Body& body) {
  return agree(body.verdict, body.expected);
}

constexpr bool encode_inverts_decode(const Body& body) {
  const auto& close = body.verdict;
  return !close || std::ranges::equal(encode_body(*close), body.bytes);
}

constexpr bool decode_is_total(const Body& body) {
  const auto& close = body.verdict;
  if (close) return close->reason().size() <= max_reason_size;
  switch (close.error()) {
    case DecodeError::body_too_long:
    case DecodeError::half_a_code:
    case DecodeError::code_not_allowed:
    case DecodeError::reason_not_utf8: return true;
    default: return false;
  }
}

constexpr bool first_fault_in_wire_order_wins(const Body& body) {
  const auto& close = body.verdict;
  if (close) return true;
  const bool fits = body.bytes.size() <= max_body_size;
  if (close.error() == DecodeError::body_too_long) return !fits;
  if (close.error() == DecodeError::half_a_code) return fits;
  const bool code_is_allowed = reference::is_allowed_on_wire(body.bytes[0] * 256u + body.bytes[1]);
  return fits && code_is_allowed == (close.error() == DecodeError::reason_not_utf8);
}

constexpr bool empty_body_is_no_status(const Body& body) {
  const auto& close = body.verdict;
  const bool no_status = close && *close == Close{};
  return no_status == body.bytes.empty() && encode_body(Close{}).size() == 0;
}

constexpr bool one_byte_body_is_rejected(const Body& body) {
  return body.bytes.size() != 1 || body.verdict == std::unexpected(DecodeError::half_a_code);
}

constexpr bool code_is_big_endian(const Body& body) {
  const auto& close = body.verdict;
  if (!close || !close->code()) return true;
  return std::to_underlying(*close->code()) == body.bytes[0] * 256 + body.bytes[1];
}

constexpr bool reserved_codes_are_never_accepted(const Body& body) {
  const auto& close = body.verdict;
  if (!close || !close->code()) return true;
  return reference::is_allowed_on_wire(std::to_underlying(*close->code()));
}

constexpr bool longer_bodies_are_rejected(const Body& body) {
  const auto& close = body.verdict;
  const bool rejected_as_longer = !close && close.error() == DecodeError::body_too_long;
  return rejected_as_longer == (body.bytes.size() > 125);
}

constexpr bool accepted_reason_is_utf8(const Body& body) {
  const auto& close = body.verdict;
  return !close || reference::is_utf8(close->reason());
}

/// The bit is chosen by the bytes themselves, so that the property stays a function of the body.
constexpr bool one_flipped_bit_in_a_body_is_judged_like_the_reference(const Body& body) {
  if (body.bytes.empty() || body.bytes.size() > max_body_size) return true;
  closeframe::Body flipped;
  flipped.append(body.bytes);
  const std::size_t bit = hash_of(body.bytes) % (flipped.size() * 8);
  flipped.begin()[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  return body_agrees_with_the_reference({flipped});
}

constexpr bool a_refused_close_is_answered_by_its_fault(const Body& body) {
  const auto& close = body.verdict;
  if (close) return true;
  const bool only_utf8 = body.expected.fault == reference::Fault::utf8;
  return std::to_underlying(answer_to(close.error())) == (only_utf8 ? 1007 : 1002);
}

constexpr bool a_received_close_is_answered_with_its_code(const Body& body) {
  const auto& close = body.verdict;
  if (!close) return true;
  return std::ranges::equal(encode_body(answer_to(*close)),
                            body.bytes.first(std::min<std::size_t>(body.bytes.size(), 2)));
}

}  // namespace closeframe::props
