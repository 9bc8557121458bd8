// SPDX-License-Identifier: Apache-2.0
// Who watches over a program of somebody else, in a process between us and it.
#pragma once

#include <cstddef>

namespace closeframe::peers {

/// Bytes of memory that a program may have, with all that it starts. Of those that are judged here
/// none takes a fifth of it.
inline std::size_t most_memory = std::size_t{3} << 30;

/// File descriptors of the guardian. One ends when we do; to the other it writes a byte before it
/// ends a program that takes more memory.
inline constexpr int lifeline = 3, word_of_memory = 4;

/// Runs a program until it ends, we do, or it takes more memory than it may; kills all that it has
/// started and left behind, and ends as it did.
[[noreturn]] void guard(char* const* arguments);

}  // namespace closeframe::peers
