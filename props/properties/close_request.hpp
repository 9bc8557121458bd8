// SPDX-License-Identifier: Apache-2.0
// What is true of every close that an application asks to send.
#pragma once

#include <algorithm>
#include <array>
#include <closeframe/frame.hpp>
#include <closeframe/handshake.hpp>
#include <closeframe/inline_bytes.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "cases/agree.hpp"
#include "cases/close_request.hpp"
#include "properties/property.hpp"

namespace closeframe::props::close_request {

using Shape = shapes::CloseRequest;

template <int line>
inline constexpr Property<Shape> row{};

constexpr bool agrees_with_the_reference(const Case<Shape>& request) {
  return agree(request.verdict, request.expected);
}
PROPERTY(agrees_with_the_reference, "RFC 6455 §5.5.1, §7.4", differential,
         "codec and reference allow the same closes, and refuse the others with the same error");

constexpr bool decode_inverts_encode(const Case<Shape>& request) {
  return !request.encoded || decode_body(request.encoded->body) == *request.verdict;
}
PROPERTY(decode_inverts_encode, "RFC 6455 §5.5.1", roundtrip,
         "decoding an encoded close gives the same close again");

constexpr bool reserved_codes_are_never_emitted(const Case<Shape>& request) {
  if (!request.encoded) return true;
  const Body& body = request.encoded->body;
  if (body.size() == 0) return !request.code;
  const unsigned code = body.begin()[0] * 256u + body.begin()[1];
  return reference::is_allowed_on_wire(code) && code != 1005 && code != 1006 && code != 1015;
}
PROPERTY(reserved_codes_are_never_emitted, "RFC 6455 §7.4.1", invariant,
         "codes that may not be on the wire, 1005, 1006 and 1015 among them, are never encoded");

constexpr bool what_was_asked_for_is_sent(const Case<Shape>& request) {
  const auto& close = request.verdict;
  if (!close) return true;
  return close->reason() == request.reason &&
         close->code().has_value() == request.code.has_value() &&
         (!request.code || *close->code() == StatusCode{*request.code});
}
PROPERTY(what_was_asked_for_is_sent, "RFC 6455 §5.5.1", invariant,
         "a sendable close holds exactly the code and reason that were asked for");

constexpr bool sendable_iff_receivable(const Case<Shape>& request) {
  if (!request.code) return true;
  const std::array body{static_cast<std::uint8_t>(*request.code >> 8),
                        static_cast<std::uint8_t>(*request.code & 0xFF)};
  return Close::with(StatusCode{*request.code}).has_value() == decode_body(body).has_value();
}
PROPERTY(sendable_iff_receivable, policy, differential,
         "the codes that may be sent are the codes that are accepted");

constexpr bool each_code_is_in_one_row(const Case<Shape>& request) {
  const std::uint16_t code = request.code.value_or(0);
  const auto holds_code = [code](const StatusCodeRange& row) {
    return row.first <= code && code <= row.last;
  };
  return std::ranges::count_if(status_code_ranges, holds_code) == 1 &&
         holds_code(range_of(StatusCode{code}));
}
PROPERTY(each_code_is_in_one_row, "RFC 6455 §7.4.2", invariant,
         "every code is in exactly one row of the table, and a look-up finds that row");

constexpr bool registered_names_are_distinct(const Case<Shape>& request) {
  const StatusCode code{request.code.value_or(0)};
  const StatusCodeRange& own = range_of(code);
  if (own.name.empty() || name(code) != own.name) return false;
  return own.first != own.last ||
         std::ranges::count(status_code_ranges, own.name, &StatusCodeRange::name) == 1;
}
PROPERTY(registered_names_are_distinct, "RFC 6455 §7.4.1", invariant,
         "every code has the name of its row, and no two registered ones have the same");

constexpr bool codes_have_their_iana_numbers_and_names(const Case<Shape>& request) {
  using enum StatusCode;
  constexpr std::array enumerators{normal_closure,
                                   going_away,
                                   protocol_error,
                                   unsupported_data,
                                   no_status_received,
                                   abnormal_closure,
                                   invalid_frame_payload_data,
                                   policy_violation,
                                   message_too_big,
                                   mandatory_extension,
                                   internal_error,
                                   service_restart,
                                   try_again_later,
                                   bad_gateway,
                                   tls_handshake};
  static_assert(enumerators.size() == reference::iana_codes.size());
  for (std::size_t i = 0; i < enumerators.size(); ++i) {
    const auto [number, iana_name] = reference::iana_codes[i];
    if (std::to_underlying(enumerators[i]) != number) return false;
    if (request.code == number && name(enumerators[i]) != iana_name) return false;
  }
  return true;
}
PROPERTY(codes_have_their_iana_numbers_and_names, "RFC 6455 §7.4.1", invariant,
         "each named code has the number and the name that IANA registered");

constexpr bool body_fits_a_control_frame(const Case<Shape>& request) {
  const auto& close = request.verdict;
  return !close || (request.encoded->body.size() <= 125 && close->reason().size() <= 123);
}
PROPERTY(body_fits_a_control_frame, "RFC 6455 §5.5", invariant,
         "an encoded body has at most 125 bytes, its reason at most 123");

constexpr bool body_size_is_additive(const Case<Shape>& request) {
  if (!request.encoded) return true;
  return request.encoded->body.size() == (request.code ? 2 + request.reason.size() : 0);
}
PROPERTY(body_size_is_additive, "RFC 6455 §5.5.1", metamorphic,
         "the size of an encoded body is the size of its code plus the size of its reason");

constexpr bool first_fault_wins(const Case<Shape>& request) {
  const auto& close = request.verdict;
  if (close) return true;
  const bool fits = request.reason.size() <= 123;
  if (close.error() == CloseError::reason_too_long) return !fits;
  const bool code_is_allowed = reference::is_allowed_on_wire(*request.code);
  return fits && code_is_allowed == (close.error() == CloseError::reason_not_utf8);
}
PROPERTY(first_fault_wins, policy, invariant,
         "of several faults the first is reported: length, then code, then UTF-8");

/// The peer would reject the same code and reason for the same mistake.
constexpr bool refused_as_it_would_be_rejected(const Case<Shape>& request) {
  const auto& close = request.verdict;
  if (close) return true;
  InlineBytes<std::uint8_t, 255> body;
  body.append(std::array{static_cast<std::uint8_t>(*request.code >> 8),
                         static_cast<std::uint8_t>(*request.code & 0xFF)});
  body.append(request.reason.substr(0, 253));
  const auto received = decode_body(body);
  return !received && received.error() == row_of(close.error()).received;
}
PROPERTY(refused_as_it_would_be_rejected, policy, metamorphic,
         "what is refused to an application would be rejected from a peer, for the same mistake");

constexpr bool frame_decode_inverts_encode(const Case<Shape>& request) {
  if (!request.encoded) return true;
  const auto& [body, key, client, server] = *request.encoded;
  const Close& close = *request.verdict;
  return decode_frame(client, Role::client) == FrameResult(close, client.size()) &&
         decode_frame(server, Role::server) == FrameResult(close, server.size());
}
PROPERTY(frame_decode_inverts_encode, "RFC 6455 §5.2, §5.3", roundtrip,
         "a frame encoded by either role decodes to the same close and uses all its bytes");

constexpr bool sent_frame_is_well_formed(const Case<Shape>& request) {
  if (!request.encoded) return true;
  const auto& [body, key, client, server] = *request.encoded;
  const Close& close = *request.verdict;
  return agree(FrameResult(close, client.size()), reference::decode_frame(client, true)) &&
         agree(FrameResult(close, server.size()), reference::decode_frame(server, false));
}
PROPERTY(sent_frame_is_well_formed, "RFC 6455 §5.1, §5.2, §5.5", differential,
         "the reference reads every frame that we send, and finds the close that was meant");

constexpr bool mask_bit_follows_the_sender(const Case<Shape>& request) {
  if (!request.encoded) return true;
  const auto& [body, key, client, server] = *request.encoded;
  return client.begin()[1] == (0x80 | body.size()) && server.begin()[1] == body.size() &&
         std::ranges::equal(std::span(client).subspan(2, 4), key);
}
PROPERTY(mask_bit_follows_the_sender, "RFC 6455 §5.1, §5.3", invariant,
         "a client's frame has the mask bit and a masking key, a server's frame has neither");

/// Of an endpoint of either role, which closes or fails with it. A conversation's reasons are
/// short.
constexpr bool a_handshake_sends_what_was_asked_for(const Case<Shape>& request) {
  if (!request.encoded) return true;
  const auto& [body, key, client, server] = *request.encoded;
  for (const bool fails : {false, true}) {
    ClosingHandshake of_client = ClosingHandshake::of_client(key);
    ClosingHandshake of_server = ClosingHandshake::of_server();
    const auto& close = *request.verdict;
    const auto by_client = fails ? of_client.fail(close) : of_client.close(close);
    const auto by_server = fails ? of_server.fail(close) : of_server.close(close);
    if (!by_client || !std::ranges::equal(by_client->to_send, client)) return false;
    if (by_server ? !std::ranges::equal(by_server->to_send, server) : request.code != 1010)
      return false;
  }
  return true;
}
PROPERTY(a_handshake_sends_what_was_asked_for, "RFC 6455 §7.1.2, §7.1.7", metamorphic,
         "an endpoint that closes or fails with a close sends that close, code and reason whole");

constexpr bool close_is_a_regular_value(const Case<Shape>& request) {
  const auto& close = request.verdict;
  if (!close) return true;
  const Close copy = *close;
  if (!request.reason.empty()) {
    InlineBytes<char, max_reason_size> other;
    other.append(request.reason);
    other.begin()[0] = other.begin()[0] == 'a' ? 'b' : 'a';
    const auto same_size = Close::with(*close->code(), {other.data(), other.size()});
    if (same_size && *same_size == *close) return false;
  }
  const Close without_reason = close->code() ? *Close::with(*close->code()) : Close{};
  const auto received = decode_body(encode_body(*close));
  const auto wrong = decode_body(std::array<std::uint8_t, 1>{});
  return copy == *close && (without_reason == *close) == request.reason.empty() &&
         (Close{} == *close) == !request.code && received == copy && wrong != copy &&
         (received == without_reason) == request.reason.empty() && received != wrong;
}
PROPERTY(close_is_a_regular_value, policy, invariant,
         "two closes are equal exactly if their codes and their reasons are");

constexpr bool frame_result_is_a_regular_value(const Case<Shape>& request) {
  const auto& close = request.verdict;
  if (!close) return true;
  const FrameResult frame(*close, 2 + request.reason.size());
  const FrameResult longer(*close, frame.size() + 1);
  const FrameResult other(Close{}, frame.size());
  const FrameResult incomplete(frame.size());
  const FrameResult error(DecodeError::half_a_code, frame.size());
  return frame == FrameResult(frame) && frame != longer && (frame == other) == !request.code &&
         frame != incomplete && frame != error && incomplete != other &&
         error != FrameResult(DecodeError::fragmented, error.size());
}
PROPERTY(frame_result_is_a_regular_value, policy, invariant,
         "two results for frames are equal exactly if their state, close or error, and size are");

}  // namespace closeframe::props::close_request
