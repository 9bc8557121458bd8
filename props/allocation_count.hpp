// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace closeframe::props {

/// How often this thread has called `operator new` so far. Programs that use it link
/// allocation_count.cpp, which replaces the operator.
std::size_t allocation_count() noexcept;

}  // namespace closeframe::props
