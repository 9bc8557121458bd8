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

#include "cases/agree.hpp"
#include "cases/body.hpp"
#include "cases/text.hpp"
#include "cases/wire.hpp"
#include "seeds.hpp"

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

/// What vectors.json calls an error, for good. `length_over_63_bits` is of no close frame.
struct ErrorId {
  DecodeError error;
  std::string_view id;
};

inline constexpr auto error_ids = [] {
  using enum DecodeError;
  return std::to_array<ErrorId>({
      {not_a_close_frame, "not_a_close_frame"},
      {fragmented, "fragmented"},
      {reserved_bit_set, "reserved_bit_set"},
      {mask_missing, "mask_missing"},
      {mask_not_allowed, "mask_not_allowed"},
      {length_not_7_bit, "length_not_7_bit"},
      {body_too_long, "body_too_long"},
      {half_a_code, "half_a_code"},
      {code_not_allowed, "code_not_allowed"},
      {reason_not_utf8, "reason_not_utf8"},
  });
}();

inline Outcome rejected(DecodeError error) {
  const auto found = std::ranges::find(error_ids, error, &ErrorId::error);
  if (found == error_ids.end())
    throw Wrong("corpus/outcome.hpp has no id for: " + std::string(to_string(error)));
  return {"rejected", std::string(found->id)};
}

inline Outcome rejected(reference::Fault fault) {
  const auto is_it = [fault](const DecodeErrorRow& row) { return agree(row.error, fault); };
  return rejected(std::ranges::find_if(decode_errors, is_it)->error);
}

inline Outcome accepted(const Close& close) {
  Outcome outcome{"accepted", {}};
  if (const auto code = close.code()) outcome.code = std::to_underlying(*code);
  outcome.reason = close.reason();
  return outcome;
}

inline Outcome outcome_of(const std::expected<Close, DecodeError>& close) {
  return close ? accepted(*close) : rejected(close.error());
}

inline Outcome outcome_of(const FrameResult& frame) {
  if (frame.is_error()) return rejected(frame.error());
  if (frame.is_incomplete()) return {"incomplete", {}};
  Outcome outcome = accepted(frame.close());
  outcome.frame_size = frame.size();
  return outcome;
}

inline Outcome outcome_of(const reference::Verdict& verdict) {
  if (verdict.fault != reference::Fault::none) return rejected(verdict.fault);
  if (!verdict.complete) return {"incomplete", {}};
  Outcome outcome{"accepted", {}};
  if (verdict.has_code) outcome.code = verdict.code;
  outcome.reason = verdict.reason_text();
  if (verdict.frame_size != 0) outcome.frame_size = verdict.frame_size;
  return outcome;
}

inline Outcome outcome_of(const TextVerdict& verdict) {
  Outcome outcome =
      verdict.is_utf8 ? Outcome{"accepted", {}} : rejected(DecodeError::reason_not_utf8);
  outcome.kept_size = verdict.kept_size;
  return outcome;
}

}  // namespace closeframe::props
