// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "shapes/body.hpp"
#include "shapes/words.hpp"
#include "words/close.hpp"

// Not counted as code to be covered: whoever fuzzes comes here once, to abort.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)
#endif

namespace closeframe::props::shapes {

inline std::string in_words(const Body& body) {
  return "a body of " + bytes_count(body.bytes.size());
}

}  // namespace closeframe::props::shapes

#ifdef __clang__
#pragma clang attribute pop
#endif
