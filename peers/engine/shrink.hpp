// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "player.hpp"

namespace closeframe::peers {

/// How a dialogue of one kind breaks one rule.
struct Breach {
  std::size_t rule = 0;  ///< of the rules that are judged by
  std::string kind;
  Verdict verdict{};

  friend auto operator<=>(const Breach&, const Breach&) = default;
};

bool is_same(const Breach& breach, const Rule& rule, const Played& played);

/// The smallest dialogue that was found by making this one simpler and that breaks the rule in the
/// same way. How often the peer is asked is bounded, by less where that is dear.
Bytes shrink(Player& player, const Rule& rule, const Breach& breach, const Bytes& input);

}  // namespace closeframe::peers
