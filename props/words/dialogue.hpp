// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "dialogue/words.hpp"
#include "shapes/dialogue.hpp"

// Not counted as code to be covered: whoever fuzzes comes here once, to abort.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)
#endif

namespace closeframe::props {

inline std::string in_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n             ") + line;
  return text;
}

/// With what was seen.
inline std::string in_words(const Case<shapes::Dialogue>& played) {
  return in_lines(dialogue::story(played));
}

}  // namespace closeframe::props

namespace closeframe::props::shapes {

inline std::string in_words(const Dialogue& dialogue) {
  return in_lines(dialogue::script_in_words(dialogue));
}

}  // namespace closeframe::props::shapes

#ifdef __clang__
#pragma clang attribute pop
#endif
