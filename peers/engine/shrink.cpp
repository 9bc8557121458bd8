// SPDX-License-Identifier: Apache-2.0
#include "shrink.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <set>

#include "dialogue/words.hpp"
#include "simpler.hpp"

namespace closeframe::peers {
namespace {

/// How many dialogues one breach is worth. A peer that crashed starts anew, which takes a while.
std::size_t most_runs(Verdict verdict, bool is_cheap) {
  if (verdict == Verdict::crashes) return is_cheap ? 200 : 30;
  return is_cheap ? 2000 : 150;
}

/// A hang takes seconds.
constexpr std::uint64_t most_hangs = 4;
constexpr std::uint64_t most_hangs_of_all = 24;  ///< after which none is made smaller

}  // namespace

bool is_same(const Breach& breach, const Rule& rule, const Played& played) {
  return verdict_of(rule, played) == breach.verdict &&
         props::dialogue::kind_of(played) == breach.kind;
}

Bytes shrink(Player& player, const Rule& rule, const Breach& breach, const Bytes& input) {
  std::size_t runs_left = most_runs(breach.verdict, player.peer().is_cheap());
  const std::uint64_t hangs_at_most = std::min(player.hang_count() + most_hangs, most_hangs_of_all);
  std::set<Bytes> tried{input};
  const auto breaks = [&](const Bytes& simpler) {
    if (runs_left == 0 || !tried.insert(simpler).second) return false;
    if (breach.verdict == Verdict::violates && player.is_given_up(simpler)) return false;
    runs_left = player.hang_count() < hangs_at_most ? runs_left - 1 : 0;
    return is_same(breach, rule, player.play(simpler));
  };
  const auto shrinks = [&](const Bytes& larger) {
    return rc::seq::fromContainer(runs_left == 0 ? std::vector<Bytes>{} : simpler_than(larger));
  };
  return rc::shrinkable::findLocalMin(rc::shrinkable::shrinkRecur(input, shrinks), breaks).first;
}

}  // namespace closeframe::peers
