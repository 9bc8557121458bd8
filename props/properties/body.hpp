// SPDX-License-Identifier: Apache-2.0
// What is true of every body of a close frame that somebody sends.
#pragma once

#include <algorithm>
#include <closeframe/body.hpp>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "cases/agree.hpp"
#include "cases/body.hpp"
#include "properties/property.hpp"

namespace closeframe::props::body {

using Shape = shapes::Body;

template <int line>
inline constexpr Property<Shape> row{};

constexpr bool agrees_with_the_reference(const Case<Shape>& body) {
  return agree(body.verdict, body.expected);
}
PROPERTY(agrees_with_the_reference, "RFC 6455 §5.5.1, §7.4, §8.1", differential,
         "codec and reference give the same close or the same error");

constexpr bool encode_inverts_decode(const Case<Shape>& body) {
  const auto& close = body.verdict;
  return !close || std::ranges::equal(encode_body(*close), body.bytes);
}
PROPERTY(encode_inverts_decode, "RFC 6455 §5.5.1", roundtrip,
         "encoding the close of an accepted body gives that body again");

constexpr bool decode_is_total(const Case<Shape>& body) {
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
PROPERTY(decode_is_total, "RFC 6455 §10.7", invariant,
         "every byte string gives a close or one of the errors of a body");

constexpr bool first_fault_in_wire_order_wins(const Case<Shape>& body) {
  const auto& close = body.verdict;
  if (close) return true;
  const bool fits = body.bytes.size() <= max_body_size;
  if (close.error() == DecodeError::body_too_long) return !fits;
  if (close.error() == DecodeError::half_a_code) return fits;
  const bool code_is_allowed = reference::is_allowed_on_wire(body.bytes[0] * 256u + body.bytes[1]);
  return fits && code_is_allowed == (close.error() == DecodeError::reason_not_utf8);
}
PROPERTY(first_fault_in_wire_order_wins, policy, invariant,
         "of several faults the first is reported: length, then code, then UTF-8");

constexpr bool empty_body_is_no_status(const Case<Shape>& body) {
  const auto& close = body.verdict;
  const bool is_no_status = close && *close == Close{};
  if (!body.bytes.empty()) return !is_no_status;
  return is_no_status && encode_body(Close{}).size() == 0;
}
PROPERTY(empty_body_is_no_status, "RFC 6455 §5.5.1, §7.1.5", roundtrip,
         "the empty body, and no other, is the close without status");

constexpr bool one_byte_body_is_rejected(const Case<Shape>& body) {
  return body.bytes.size() != 1 || body.verdict == std::unexpected(DecodeError::half_a_code);
}
PROPERTY(one_byte_body_is_rejected, "RFC 6455 §5.5.1", invariant,
         "a body of one byte, which is half a status code, is rejected");

constexpr bool code_is_big_endian(const Case<Shape>& body) {
  const auto& close = body.verdict;
  if (!close || !close->code()) return true;
  return std::to_underlying(*close->code()) == body.bytes[0] * 256 + body.bytes[1];
}
PROPERTY(code_is_big_endian, "RFC 6455 §5.5.1", invariant,
         "the code is the first two bytes in network byte order");

constexpr bool reserved_codes_are_never_accepted(const Case<Shape>& body) {
  const auto& close = body.verdict;
  if (!close || !close->code()) return true;
  return reference::is_allowed_on_wire(std::to_underlying(*close->code()));
}
PROPERTY(reserved_codes_are_never_accepted, policy, invariant,
         "codes that may not be on the wire, 1005, 1006 and 1015 among them, are never accepted");

constexpr bool longer_bodies_are_rejected(const Case<Shape>& body) {
  const auto& close = body.verdict;
  const bool rejected_as_longer = !close && close.error() == DecodeError::body_too_long;
  return rejected_as_longer == (body.bytes.size() > 125);
}
PROPERTY(longer_bodies_are_rejected, "RFC 6455 §5.5", invariant,
         "a body over 125 bytes is rejected as too long, whatever else is wrong with it");

constexpr bool accepted_reason_is_utf8(const Case<Shape>& body) {
  const auto& close = body.verdict;
  return !close || reference::is_utf8(close->reason());
}
PROPERTY(accepted_reason_is_utf8, "RFC 6455 §5.5.1, §8.1", invariant,
         "the reason of an accepted body is UTF-8");

/// The bit is chosen by the bytes themselves, so that the property stays a function of the body.
constexpr bool one_flipped_bit_is_judged_like_the_reference(const Case<Shape>& body) {
  if (body.bytes.empty() || body.bytes.size() > max_body_size) return true;
  Body flipped;
  flipped.append(body.bytes);
  const std::size_t bit = hash_of(body.bytes) % (flipped.size() * 8);
  flipped.begin()[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  return agrees_with_the_reference({{flipped}});
}
PROPERTY(one_flipped_bit_is_judged_like_the_reference, "RFC 6455 §5.5.1, §7.4, §8.1", metamorphic,
         "after one bit of the body is flipped, codec and reference still agree");

constexpr bool refusal_is_answered_by_its_fault(const Case<Shape>& body) {
  const auto& close = body.verdict;
  if (close) return true;
  const bool only_utf8 = body.expected.fault == reference::Fault::utf8;
  return std::to_underlying(answer_to(close.error())) == (only_utf8 ? 1007 : 1002);
}
PROPERTY(
    refusal_is_answered_by_its_fault, policy, invariant,
    "a rejected close is answered with 1007 if only its UTF-8 is wrong, and with 1002 otherwise");

constexpr bool answer_echoes_the_code(const Case<Shape>& body) {
  const auto& close = body.verdict;
  if (!close) return true;
  return std::ranges::equal(encode_body(answer_to(*close)),
                            body.bytes.first(std::min<std::size_t>(body.bytes.size(), 2)));
}
PROPERTY(answer_echoes_the_code, policy, metamorphic,
         "a close is answered with its code and no reason, an empty close with an empty one");

}  // namespace closeframe::props::body
