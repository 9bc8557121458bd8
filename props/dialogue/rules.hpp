// SPDX-License-Identifier: Apache-2.0
// All rules, and all choices. Whoever judges an endpoint reads these tables, and nothing else.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "dialogue/choices.hpp"
#include "dialogue/rule.hpp"
#include "dialogue/rules/answers.hpp"
#include "dialogue/rules/frames_sent.hpp"
#include "dialogue/rules/rejections.hpp"
#include "dialogue/rules/telling.hpp"
#include "dialogue/rules/whatever_happens.hpp"
#include "dialogue/rules/wishes.hpp"
#include "properties/property.hpp"
#include "properties/rows.hpp"

namespace closeframe::props::dialogue {

/// Every rule, in the order of its file and line.
inline constexpr auto rules = collect<Rule>(
    []<int line>() { return whatever_happens::row<line>; },
    []<int line>() { return frames_sent::row<line>; },
    []<int line>() { return rejections::row<line>; }, []<int line>() { return answers::row<line>; },
    []<int line>() { return wishes::row<line>; }, []<int line>() { return telling::row<line>; });

/// A rule as a property of the dialogues with our own endpoint: it is not violated.
template <std::size_t number>
bool holds(const Case<shapes::Dialogue>& played) {
  return rules[number].judge(played) != Judgement::violated;
}

inline constexpr auto properties_of_rules =
    []<std::size_t... number>(std::index_sequence<number...>) {
      return std::array{Property<shapes::Dialogue>{
          rules[number].name, holds<number>,
          rules[number].clause.empty() ? consistency : rules[number].clause, invariant,
          rules[number].claim, run_time}...};
    }(std::make_index_sequence<rules.size()>{});

}  // namespace closeframe::props::dialogue
