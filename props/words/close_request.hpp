// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "shapes/close_request.hpp"
#include "shapes/words.hpp"
#include "words/close.hpp"

// Not counted as code to be covered: whoever fuzzes comes here once, to abort.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)
#endif

namespace closeframe::props::shapes {

inline std::string in_words(const CloseRequest& request) {
  if (!request.code) return "a request to close without status";
  return "a request to close with " + std::to_string(*request.code) + " and the reason " +
         quoted(request.reason);
}

}  // namespace closeframe::props::shapes

#ifdef __clang__
#pragma clang attribute pop
#endif
