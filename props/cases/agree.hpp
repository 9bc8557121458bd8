// SPDX-License-Identifier: Apache-2.0
// Whether the codec and the reference say the same.
#pragma once

#include <array>
#include <closeframe/frame.hpp>
#include <expected>
#include <utility>

#include "reference/close_frame.hpp"

namespace closeframe::props {

constexpr bool agree(CloseError error, reference::Fault fault) {
  using reference::Fault;
  constexpr std::array faults{Fault::length, Fault::code, Fault::utf8, Fault::code};
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

constexpr bool agree(const FrameResult& frame, const reference::Verdict& verdict) {
  if (!frame) return agree(frame.error(), verdict.fault);
  if (!*frame) return verdict.fault == reference::Fault::none && !verdict.complete;
  return agree((*frame)->close, verdict) && (*frame)->size == verdict.frame_size;
}

}  // namespace closeframe::props
