// SPDX-License-Identifier: Apache-2.0
// What binds an implementation to the outcome of a test: a clause of an RFC, or nothing.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "arrived_frame.hpp"
#include "outcome.hpp"
#include "properties/property.hpp"

namespace closeframe::props {

// The rule, as corpus/README.md has it in words. Each function returns the clause that an
// implementation with another verdict breaks, or `policy`.
//
//  accepted    a whole close that RFC 6455 lets this sender send
//  rejected    a whole frame that the RFC tells its receiver to fail the connection for, or that
//              is no close frame as the RFC describes one
//  incomplete  what can still become a close that must be accepted
//
// All else is policy.

inline constexpr std::string_view rfc = "RFC 6455 ";

/// 1010 is a client's, and 1011, before erratum 3227, a server's (RFC 6455 §7.4.1).
inline bool is_for(std::optional<Role> sender, StatusCode code) {
  if (code == StatusCode::mandatory_extension) return sender == Role::client;
  if (code == StatusCode::internal_error) return sender == Role::server;
  return true;
}

inline std::string rule_of_accepted(const Close& close, std::optional<Role> sender) {
  if (!close.code()) return std::string(rfc) + "§5.5.1";
  const std::string_view source = range_of(*close.code()).source;
  if (!source.starts_with(rfc) || !is_for(sender, *close.code())) return std::string(policy);
  return std::string(rfc) + "§5.5.1, " + std::string(source.substr(rfc.size()));
}

/// A code that one implementation refuses and another takes is policy; a reason that is not
/// UTF-8 is nobody's choice, whatever the code before it.
inline std::string rule_of_body(Input body, std::optional<Role> sender) {
  const auto close = decode_body(body);
  if (close) return rule_of_accepted(*close, sender);
  DecodeError error = close.error();
  if (error == DecodeError::code_not_allowed && !is_utf8(as_text(body.subspan(2))))
    error = DecodeError::reason_not_utf8;
  return std::string(row_of(error).clause);
}

inline bool must_be_accepted(Input body, Role sender) {
  return decode_body(body) && rule_of_body(body, sender) != policy;
}

/// Whether the body of `size` bytes that begins with `start` can be one that must be accepted.
/// What may follow is tried: one byte to finish a code, every byte that finishes a character.
inline bool can_be_accepted(const Bytes& start, std::size_t size, Role sender) {
  static constexpr std::string_view rests_of_characters[] = {
      "", "\x80", "\x80\x80", "\x80\x80\x80", "\xA0\x80", "\x90\x80\x80"};
  const auto ends_well = [&](std::string_view next) {
    if (start.size() + next.size() > size) return false;
    Bytes body = start;
    body.insert(body.end(), next.begin(), next.end());
    body.resize(size, 'a');
    return must_be_accepted(body, sender);
  };
  if (start.empty()) return size != 1;
  if (start.size() > 1) return std::ranges::any_of(rests_of_characters, ends_well);
  for (int low = 0; low < 256; ++low)
    if (const auto byte = static_cast<char>(low); ends_well({&byte, 1})) return true;
  return false;
}

inline std::string rule_of(const Body& body) { return rule_of_body(body.bytes, std::nullopt); }

inline std::string rule_of(const Text& text) {
  return is_utf8(text.bytes) ? "RFC 3629 §3, §4" : "RFC 3629 §3, §10";
}

/// How early an error is found is policy: of a frame that is not whole, an implementation may say
/// either that it is wrong or that it is incomplete. So is the form of the length, which §5.2 asks
/// of the sender; a body over 125 bytes has no other than a long one.
inline std::string rule_of(const Wire& wire) {
  const ArrivedFrame frame(wire.bytes);
  const FrameResult result = codec_says(wire);
  if (result.is_incomplete()) {
    const bool can_end_well =
        !frame.has_length() ||
        can_be_accepted(frame.body(), static_cast<std::size_t>(frame.body_size()), wire.sender);
    return can_end_well ? std::string(rfc) + "§5.2" : std::string(policy);
  }
  if (!frame.is_whole()) return std::string(policy);
  if (result.is_close() || row_of(result.error()).part == FramePart::body)
    return rule_of_body(frame.body(), wire.sender);
  if (result.error() != DecodeError::length_not_7_bit)
    return std::string(row_of(result.error()).clause);
  if (frame.body_size() <= max_body_size) return std::string(policy);
  return std::string(row_of(DecodeError::body_too_long).clause);
}

}  // namespace closeframe::props
