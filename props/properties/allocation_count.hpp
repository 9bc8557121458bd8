// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace closeframe::props {

/// How often this thread has asked for memory on the heap so far. Programs that use it link
/// allocation_count.cpp.
std::size_t allocation_count() noexcept;

}  // namespace closeframe::props
