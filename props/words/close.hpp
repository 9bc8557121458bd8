// SPDX-License-Identifier: Apache-2.0
// A close, a frame and what the reference says of either, in words: each in the namespace of its
// type, where whoever explains a case finds it.
#pragma once

#include <closeframe/frame.hpp>
#include <expected>
#include <string>
#include <utility>

#include "reference/close_frame.hpp"
#include "shapes/words.hpp"

// Not counted as code to be covered: whoever fuzzes comes here once, to abort.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)
#endif

namespace closeframe {

inline std::string in_words(const Close& close) {
  if (!close.code()) return "close without status";
  return "close " + std::to_string(std::to_underlying(*close.code())) + " (" +
         std::string(name(*close.code())) + "), reason " + props::quoted(close.reason());
}

template <class Error>
std::string in_words(const std::expected<Close, Error>& close) {
  return close ? in_words(*close) : "error: " + std::string(to_string(close.error()));
}

inline std::string in_words(const FrameResult& frame) {
  if (frame.is_error()) return "error: " + std::string(to_string(frame.error()));
  if (frame.is_incomplete()) return "incomplete: more bytes are needed";
  return in_words(frame.close()) + ", in a frame of " + props::bytes_count(frame.size());
}

}  // namespace closeframe

namespace reference {

inline std::string in_words(const Verdict& verdict) {
  if (verdict.fault != Fault::none) return "error: " + std::string(to_string(verdict.fault));
  if (!verdict.complete) return "incomplete: more bytes are needed";
  std::string text = "close without status";
  if (verdict.has_code)
    text = "close " + std::to_string(verdict.code) + ", reason " +
           closeframe::props::quoted(verdict.reason_text());
  if (verdict.frame_size != 0)
    text += ", in a frame of " + closeframe::props::bytes_count(verdict.frame_size);
  return text;
}

}  // namespace reference

#ifdef __clang__
#pragma clang attribute pop
#endif
