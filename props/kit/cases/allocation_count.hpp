// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace closeframe::props {

/// How often this thread has asked for memory on the heap so far. Programs that link the suite
/// have allocation_count.cpp.
std::size_t allocation_count() noexcept;

/// The same; 0 for the compiler, which evaluates this where it initializes a `const` integer too.
constexpr std::size_t allocations_so_far() noexcept {
  if consteval {
    return 0;
  } else {
    return allocation_count();
  }
}

}  // namespace closeframe::props
