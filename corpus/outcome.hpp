// SPDX-License-Identifier: Apache-2.0
// What vectors.json says of an input: the outcome, by codec or by reference.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "property.hpp"
#include "verdicts.hpp"

namespace closeframe::props {

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
  bool in_header;         ///< or else in the body
};

inline constexpr auto error_rows = [] {
  using enum DecodeError;
  using reference::Fault;
  return std::to_array<ErrorRow>({
      {not_a_close_frame, Fault::opcode, "not_a_close_frame", "RFC 6455 §5.5.1", true},
      {fragmented, Fault::fin, "fragmented", "RFC 6455 §5.5", true},
      {reserved_bit_set, Fault::reserved_bits, "reserved_bit_set", "RFC 6455 §5.2", true},
      {mask_missing, Fault::mask_missing, "mask_missing", "RFC 6455 §5.1", true},
      {mask_not_allowed, Fault::mask_present, "mask_not_allowed", "RFC 6455 §5.1", true},
      {length_not_7_bit, Fault::length_form, "length_not_7_bit", "RFC 6455 §5.5", true},
      {body_too_long, Fault::length, "body_too_long", "RFC 6455 §5.5", false},
      {half_a_code, Fault::half_a_code, "half_a_code", "RFC 6455 §5.5.1", false},
      {code_not_allowed, Fault::code, "code_not_allowed", policy, false},
      {reason_not_utf8, Fault::utf8, "reason_not_utf8", "RFC 6455 §5.5.1, §8.1", false},
  });
}();

inline const ErrorRow& row_of(DecodeError error) {
  return *std::ranges::find(error_rows, error, &ErrorRow::error);
}

inline const ErrorRow& row_of(reference::Fault fault) {
  return *std::ranges::find(error_rows, fault, &ErrorRow::fault);
}

inline const ErrorRow& row_of(std::string_view id) {
  return *std::ranges::find(error_rows, id, &ErrorRow::id);
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

}  // namespace closeframe::props
