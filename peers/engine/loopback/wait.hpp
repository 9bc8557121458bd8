// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <concepts>
#include <span>
#include <vector>

#include "patience.hpp"

namespace closeframe::peers {

/// Returns when one of these can be read, or after this time.
void nap(std::span<const int> sources, Clock::duration time);

/// Between two questions to who does not say when there is news.
inline constexpr std::chrono::microseconds short_nap{200};

inline std::vector<int> no_sources() { return {}; }

/// Asks `is_over` until it is, each time that a source has more to say; where it has to be asked
/// again without that, `sources` is empty. False where the bound is reached before.
bool wait_until(std::invocable auto is_over, Clock::duration bound, std::invocable auto sources) {
  const auto end = Clock::now() + bound;
  while (!is_over()) {
    const auto left = end - Clock::now();
    if (left <= Clock::duration::zero()) return false;
    const std::vector<int> awaited = sources();
    nap(awaited, awaited.empty() ? std::min<Clock::duration>(left, short_nap) : left);
  }
  return true;
}

}  // namespace closeframe::peers
