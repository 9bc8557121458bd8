// SPDX-License-Identifier: Apache-2.0
// Whether the codec and the reference say the same.
#pragma once

#include <closeframe/frame.hpp>
#include <expected>
#include <utility>

#include "reference/close_frame.hpp"

namespace closeframe::props {

constexpr bool agree(CloseError error, reference::Fault fault) {
  using reference::Fault;
  switch (error) {
    case CloseError::reason_too_long: return fault == Fault::length;
    case CloseError::code_not_allowed: return fault == Fault::code;
    case CloseError::reason_not_utf8: return fault == Fault::utf8;
  }
  return false;
}

constexpr bool agree(DecodeError error, reference::Fault fault) {
  using reference::Fault;
  switch (error) {
    case DecodeError::not_a_close_frame: return fault == Fault::opcode;
    case DecodeError::fragmented: return fault == Fault::fin;
    case DecodeError::reserved_bit_set: return fault == Fault::reserved_bits;
    case DecodeError::mask_missing: return fault == Fault::mask_missing;
    case DecodeError::mask_not_allowed: return fault == Fault::mask_present;
    case DecodeError::length_not_7_bit: return fault == Fault::length_form;
    case DecodeError::length_over_63_bits: return fault == Fault::length_over_63_bits;
    case DecodeError::body_too_long: return fault == Fault::length;
    case DecodeError::half_a_code: return fault == Fault::half_a_code;
    case DecodeError::code_not_allowed: return fault == Fault::code;
    case DecodeError::reason_not_utf8: return fault == Fault::utf8;
  }
  return false;
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

constexpr bool agree(const FrameResult& frame, const reference::Verdict& verdict) {
  switch (frame.state()) {
    case FrameResult::State::incomplete:
      return verdict.fault == reference::Fault::none && !verdict.complete;
    case FrameResult::State::close:
      return agree(frame.close(), verdict) && frame.size() == verdict.frame_size;
    case FrameResult::State::error: return agree(frame.error(), verdict.fault);
  }
  return false;
}

}  // namespace closeframe::props
