// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "shapes/wire.hpp"
#include "shapes/words.hpp"
#include "words/close.hpp"

// Not counted as code to be covered: whoever fuzzes comes here once, to abort.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)
#endif

namespace closeframe::props::shapes {

inline std::string in_words(const Wire& wire) {
  return bytes_count(wire.bytes.size()) + " from a " +
         (wire.sender == Role::client ? "client" : "server") + ", " +
         (wire.chunk_size == 0 ? "all at once" : "in chunks of " + std::to_string(wire.chunk_size));
}

}  // namespace closeframe::props::shapes

#ifdef __clang__
#pragma clang attribute pop
#endif
