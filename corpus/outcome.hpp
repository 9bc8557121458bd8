// SPDX-License-Identifier: Apache-2.0
// What vectors.json says of an input: the outcome, by codec or by reference, and the rule behind
// it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cases/all.hpp"
#include "properties/property.hpp"

namespace closeframe::props {

using shapes::Body, shapes::Text, shapes::Wire;

/// Everything about an input on which implementations are compared.
struct Outcome {
  std::string verdict;               ///< accepted, rejected or incomplete
  std::optional<std::string> error;  ///< where rejected
  std::optional<unsigned> code{};
  std::optional<std::string> reason{};      ///< of an accepted close
  std::optional<std::size_t> frame_size{};  ///< of an accepted frame, bytes
  std::optional<std::size_t> kept_size{};   ///< of a text, bytes

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

struct ErrorRow {
  DecodeError error;
  reference::Fault fault;
  std::string_view id;    ///< what vectors.json calls it, for good
  std::string_view rule;  ///< what an implementation that accepts it breaks
};

inline constexpr auto error_rows = [] {
  using enum DecodeError;
  using reference::Fault;
  return std::to_array<ErrorRow>({
      {not_a_close_frame, Fault::opcode, "not_a_close_frame", "RFC 6455 §5.5.1"},
      {fragmented, Fault::fin, "fragmented", "RFC 6455 §5.5"},
      {reserved_bit_set, Fault::reserved_bits, "reserved_bit_set", "RFC 6455 §5.2"},
      {mask_missing, Fault::mask_missing, "mask_missing", "RFC 6455 §5.1"},
      {mask_not_allowed, Fault::mask_present, "mask_not_allowed", "RFC 6455 §5.1"},
      {length_not_7_bit, Fault::length_form, "length_not_7_bit", "RFC 6455 §5.5"},
      {body_too_long, Fault::length, "body_too_long", "RFC 6455 §5.5"},
      {half_a_code, Fault::half_a_code, "half_a_code", "RFC 6455 §5.5.1"},
      {code_not_allowed, Fault::code, "code_not_allowed", policy},
      {reason_not_utf8, Fault::utf8, "reason_not_utf8", "RFC 6455 §5.5.1, §8.1"},
  });
}();

inline const ErrorRow& row_of(DecodeError error) {
  return *std::ranges::find(error_rows, error, &ErrorRow::error);
}

inline const ErrorRow& row_of(reference::Fault fault) {
  return *std::ranges::find(error_rows, fault, &ErrorRow::fault);
}

inline Outcome rejected(const ErrorRow& row) { return {"rejected", std::string(row.id)}; }

inline Outcome accepted(const Close& close) {
  Outcome outcome{"accepted", {}};
  if (const auto code = close.code()) outcome.code = std::to_underlying(*code);
  outcome.reason = close.reason();
  return outcome;
}

inline Outcome outcome_of(const std::expected<Close, DecodeError>& close) {
  return close ? accepted(*close) : rejected(row_of(close.error()));
}

inline Outcome outcome_of(const FrameResult& frame) {
  if (!frame) return rejected(row_of(frame.error()));
  if (!*frame) return {"incomplete", {}};
  Outcome outcome = accepted((*frame)->close);
  outcome.frame_size = (*frame)->size;
  return outcome;
}

inline Outcome outcome_of(const reference::Verdict& verdict) {
  if (verdict.fault != reference::Fault::none) return rejected(row_of(verdict.fault));
  if (!verdict.complete) return {"incomplete", {}};
  Outcome outcome{"accepted", {}};
  if (verdict.has_code) outcome.code = verdict.code;
  outcome.reason = verdict.reason_text();
  if (verdict.frame_size != 0) outcome.frame_size = verdict.frame_size;
  return outcome;
}

inline Outcome outcome_of(const TextVerdict& verdict) {
  Outcome outcome =
      verdict.is_utf8 ? Outcome{"accepted", {}} : rejected(row_of(DecodeError::reason_not_utf8));
  outcome.kept_size = verdict.kept_size;
  return outcome;
}

// ---- The rule: a clause of an RFC, or `policy` where implementations may differ ----

inline constexpr std::string_view rfc = "RFC 6455 ";

inline std::string rule_of(const Close& close) {
  if (!close.code()) return std::string(rfc) + "§5.5.1";
  const std::string_view source = range_of(*close.code()).source;
  if (!source.starts_with(rfc)) return std::string(policy);
  return std::string(rfc) + "§5.5.1, " + std::string(source.substr(rfc.size()));
}

/// A code that one implementation refuses and another takes is policy; a reason that is not
/// UTF-8 is nobody's choice, whatever the code before it.
inline std::string rule_of(const Body& body) {
  const auto close = codec_says(body);
  if (close) return rule_of(*close);
  DecodeError error = close.error();
  if (error == DecodeError::code_not_allowed && !is_utf8(as_text(body.bytes.subspan(2))))
    error = DecodeError::reason_not_utf8;
  return std::string(row_of(error).rule);
}

inline std::string rule_of(const Text& text) {
  return is_utf8(text.bytes) ? "RFC 3629 §3, §4" : "RFC 3629 §3, §10";
}

/// What the header of a frame announces (RFC 6455 §5.2), in every form of the length.
struct Announced {
  std::size_t header_size;  ///< bytes, with the masking key
  std::uint64_t body_size;  ///< bytes
};

/// Nothing where the header does not reach to the end of the length.
inline std::optional<Announced> announced(Input bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const unsigned form = bytes[1] & 0x7Fu;
  const std::size_t length_size = form == 126 ? 2 : form == 127 ? 8 : 0;
  if (bytes.size() < 2 + length_size) return std::nullopt;
  std::uint64_t body_size = length_size == 0 ? form : 0;
  for (const std::uint8_t byte : bytes.subspan(2, length_size)) body_size = body_size << 8 | byte;
  return Announced{2 + length_size + (bytes[1] >= 0x80 ? 4 : 0), body_size};
}

inline bool is_whole(Input bytes) {
  const auto frame = announced(bytes);
  return frame && bytes.size() >= frame->header_size &&
         bytes.size() - frame->header_size >= frame->body_size;
}

/// The body of a whole frame, unmasked.
inline Bytes body_of(Input frame) {
  const auto [header_size, body_size] = *announced(frame);
  const Input sent = frame.subspan(header_size, static_cast<std::size_t>(body_size));
  Bytes body(sent.begin(), sent.end());
  if (frame[1] >= 0x80)
    for (std::size_t i = 0; i < body.size(); ++i) body[i] ^= frame[header_size - 4 + i % 4];
  return body;
}

/// Whether RFC 6455 §7.4.1 speaks of the code as the other side's: 1010 of a client's, and, before
/// erratum 3227, 1011 of a server's.
inline bool is_the_other_sides(const Close& close, Role sender) {
  if (!close.code()) return false;
  return *close.code() ==
         (sender == Role::server ? StatusCode::mandatory_extension : StatusCode::internal_error);
}

/// How early an error is found is policy: of a frame that is not whole yet, an implementation may
/// say either that it is wrong or that it is incomplete.
inline std::string rule_of(const Wire& wire) {
  const auto frame = codec_says(wire);
  if (frame && !*frame) return std::string(rfc) + "§5.2";
  if (frame && is_the_other_sides((*frame)->close, wire.sender)) return std::string(policy);
  if (!is_whole(wire.bytes)) return std::string(policy);
  if (frame || frame.error() > DecodeError::length_not_7_bit)
    return rule_of(Body{body_of(wire.bytes)});
  const bool not_minimal = frame.error() == DecodeError::length_not_7_bit &&
                           announced(wire.bytes)->body_size <= max_body_size;
  return not_minimal ? std::string(rfc) + "§5.2" : std::string(row_of(frame.error()).rule);
}

}  // namespace closeframe::props
