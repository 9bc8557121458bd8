// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "status_code.hpp"

namespace closeframe {

/// What is wrong with a frame that was received: the peer's mistake. Of several the first in wire
/// order is reported; before all others, that it is no close frame. Of a body: length, code, UTF-8.
enum class DecodeError : std::uint8_t {
  not_a_close_frame,    ///< the opcode is not 8
  fragmented,           ///< FIN is not set
  reserved_bit_set,     ///< RSV1, RSV2 or RSV3
  mask_missing,         ///< a client's frame without masking key
  mask_not_allowed,     ///< a server's frame with masking key
  length_not_7_bit,     ///< so the body is over 125 bytes, or the form not minimal
  length_over_63_bits,  ///< the first bit of a 64-bit length is set; only `CloseFinder` asks
  body_too_long,        ///< over 125 bytes
  half_a_code,          ///< a body of one byte
  code_not_allowed,     ///< a code that no close frame may carry; see `status_code_ranges`
  reason_not_utf8,      ///< the reason breaks off inside a code point, or holds what is none
};

/// The part of a frame that shows an error.
enum class FramePart : std::uint8_t { header, body };

/// One row of the table of what may be wrong with a frame.
struct DecodeErrorRow {
  DecodeError error;        ///< whose row this is
  std::string_view words;   ///< what is wrong, without a full stop
  std::string_view clause;  ///< where that is written; "policy" where it is this library's choice
  FramePart part;           ///< that shows it
  StatusCode answer;        ///< the code to fail the connection with
};

/// Every `DecodeError`, each in exactly one row. The only place that knows about them: whatever
/// is said or done of an error reads its row.
inline constexpr auto decode_errors = [] {
  using enum DecodeError;
  using enum FramePart;
  using enum StatusCode;
  // clang-format off: a table is read as a table.
  return std::to_array<DecodeErrorRow>({
      {not_a_close_frame, "not a close frame", "RFC 6455 §5.5.1", header, protocol_error},
      {fragmented, "a close frame must not be fragmented", "RFC 6455 §5.5", header, protocol_error},
      {reserved_bit_set, "a reserved bit is set", "RFC 6455 §5.2", header, protocol_error},
      {mask_missing, "a client's frame must be masked", "RFC 6455 §5.1", header, protocol_error},
      {mask_not_allowed, "a server's frame must not be masked", "RFC 6455 §5.1", header, protocol_error},
      {length_not_7_bit, "the length is not in the 7-bit form", "RFC 6455 §5.2, §5.5", header, protocol_error},
      {length_over_63_bits, "the first bit of the 64-bit length is set", "RFC 6455 §5.2", header, protocol_error},
      {body_too_long, "the body is longer than 125 bytes", "RFC 6455 §5.5", body, protocol_error},
      {half_a_code, "the body has one byte, half a status code", "RFC 6455 §5.5.1", body, protocol_error},
      {code_not_allowed, "no close frame may carry this status code", "policy", body, protocol_error},
      {reason_not_utf8, "the reason is not UTF-8", "RFC 6455 §5.5.1, §8.1", body, invalid_frame_payload_data},
  });
  // clang-format on
}();

/// Why a close cannot be sent: the caller's mistake. Where several apply, the first in this order
/// is reported.
enum class CloseError : std::uint8_t {
  reason_too_long,   ///< over 123 bytes; see `truncate`
  code_not_allowed,  ///< a code that no close frame may carry; see `status_code_ranges`
  reason_not_utf8,   ///< the reason breaks off inside a code point, or holds what is none
};

/// One row of the table of why a close cannot be sent.
struct CloseErrorRow {
  CloseError error;         ///< whose row this is
  std::string_view words;   ///< what is wrong, without a full stop
  std::string_view clause;  ///< where that is written; "policy" where it is this library's choice
  DecodeError received;     ///< what the same mistake is called where it was received
};

/// Every `CloseError`, each in exactly one row.
inline constexpr auto close_errors = std::to_array<CloseErrorRow>({
    {CloseError::reason_too_long, "the reason is longer than 123 bytes", "RFC 6455 §5.5",
     DecodeError::body_too_long},
    {CloseError::code_not_allowed, "no close frame may carry this status code", "policy",
     DecodeError::code_not_allowed},
    {CloseError::reason_not_utf8, "the reason is not UTF-8", "RFC 6455 §5.5.1",
     DecodeError::reason_not_utf8},
});

namespace detail {

/// Whether each row is at the number of its error.
consteval bool are_in_order(const auto& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (std::to_underlying(rows[i].error) != i) return false;
  return true;
}

/// What is said of a number that is no error.
inline constexpr std::string_view no_error_words = "not an error of this library";
inline constexpr DecodeErrorRow no_decode_error{DecodeError{0xFF}, no_error_words, "",
                                                FramePart::header, StatusCode::protocol_error};
inline constexpr CloseErrorRow no_close_error{CloseError{0xFF}, no_error_words, "",
                                              no_decode_error.error};

constexpr const auto& find_row(const auto& rows, auto error, const auto& otherwise) noexcept {
  for (const auto& row : rows)
    if (row.error == error) return row;
  return otherwise;
}

}  // namespace detail

static_assert(detail::are_in_order(decode_errors), "a row for each, in their order");
static_assert(detail::are_in_order(close_errors), "a row for each, in their order");

/// The row of `error`. A number that is no `DecodeError` has one as well, which says so.
constexpr const DecodeErrorRow& row_of(DecodeError error) noexcept {
  return detail::find_row(decode_errors, error, detail::no_decode_error);
}

/// The row of `error`. A number that is no `CloseError` has one as well, which says so.
constexpr const CloseErrorRow& row_of(CloseError error) noexcept {
  return detail::find_row(close_errors, error, detail::no_close_error);
}

/// What is wrong, in a few words without a full stop.
constexpr std::string_view to_string(DecodeError error) noexcept { return row_of(error).words; }

/// What is wrong, in a few words without a full stop.
constexpr std::string_view to_string(CloseError error) noexcept { return row_of(error).words; }

/// The status code an endpoint that rejects a frame for `error` fails the connection with: 1007
/// where only the UTF-8 is wrong, 1002 otherwise (RFC 6455 §7.4.1).
constexpr StatusCode answer_to(DecodeError error) noexcept { return row_of(error).answer; }

}  // namespace closeframe
