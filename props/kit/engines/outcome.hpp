// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "shapes/bytes.hpp"

namespace closeframe::props {

/// How an engine's run of one property ended.
struct Outcome {
  std::uint64_t case_count = 0;
  std::optional<Bytes> counterexample;  ///< the smallest input found that breaks the property
  std::string gave_up;                  ///< why the engine could not go on; empty where it could
  bool passed() const { return !counterexample && gave_up.empty(); }
};

}  // namespace closeframe::props
