// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cases/text.hpp"
#include "shapes/text.hpp"
#include "shapes/words.hpp"

// Not counted as code to be covered: whoever fuzzes comes here once, to abort.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)
#endif

namespace closeframe::props {

inline std::string in_words(const TextVerdict& verdict) {
  return std::string(verdict.is_utf8 ? "UTF-8" : "not UTF-8") + ", keeps " +
         bytes_count(verdict.kept_size);
}

}  // namespace closeframe::props

namespace closeframe::props::shapes {

inline std::string in_words(const Text& text) {
  return "the text " + quoted(text.bytes) + " of " + bytes_count(text.bytes.size()) + ", at most " +
         std::to_string(text.max_size) + " to be kept";
}

}  // namespace closeframe::props::shapes

#ifdef __clang__
#pragma clang attribute pop
#endif
