// SPDX-License-Identifier: Apache-2.0
// Of a machine with finitely many states, words on one of which every wrong machine of as many
// states, or of a few more, is seen to differ: the W-method of T. S. Chow, "Testing software design
// modeled by finite-state machines" (1978).
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace closeframe::props {

using Word = std::vector<std::size_t>;  ///< letters by their numbers

/// What a machine does on a letter: the state it goes to, and a number for what is seen of it then.
struct MachineStep {
  std::size_t to, seen;
};

/// A deterministic machine: of each state a step for each letter. It starts in state 0.
struct Machine {
  std::vector<std::vector<MachineStep>> states;

  std::size_t letter_count() const { return states[0].size(); }

  /// What is seen letter by letter, from `state` on.
  std::vector<std::size_t> seen(const Word& word, std::size_t state = 0) const {
    std::vector<std::size_t> result;
    for (const std::size_t letter : word) {
      result.push_back(states[state][letter].seen);
      state = states[state][letter].to;
    }
    return result;
  }
};

/// The machine of all states that are reached from `first`, which `take(state, letter)` moves on
/// and says what is seen then.
template <class State>
Machine explored(const State& first, std::size_t letter_count, auto take) {
  std::vector<State> found{first};
  Machine machine;
  for (std::size_t number = 0; number < found.size(); ++number) {
    auto& steps = machine.states.emplace_back();
    for (std::size_t letter = 0; letter < letter_count; ++letter) {
      State state = found[number];
      const std::size_t seen = take(state, letter);
      const auto known = std::ranges::find(found, state);
      steps.push_back({static_cast<std::size_t>(known - found.begin()), seen});
      if (known == found.end()) found.push_back(state);
    }
  }
  return machine;
}

/// Of each two states of `machine` a shortest word on which what is seen differs; nothing where
/// there is none.
inline std::vector<std::vector<std::optional<Word>>> tellers(const Machine& machine) {
  const std::size_t count = machine.states.size();
  std::vector table(count, std::vector<std::optional<Word>>(count));
  for (std::size_t size = 1, found = 1; found != 0; ++size) {
    found = 0;
    for (std::size_t a = 0; a < count; ++a)
      for (std::size_t b = 0; b < count; ++b)
        for (std::size_t letter = 0; !table[a][b] && letter < machine.letter_count(); ++letter) {
          const MachineStep left = machine.states[a][letter], right = machine.states[b][letter];
          const auto& rest = table[left.to][right.to];
          if (left.seen != right.seen ? size != 1 : !rest || rest->size() != size - 1) continue;
          table[a][b] = Word{letter};
          if (left.seen == right.seen)
            table[a][b]->insert(table[a][b]->end(), rest->begin(), rest->end());
          ++found;
        }
  }
  return table;
}

/// The same machine with the fewest states.
inline Machine smallest(const Machine& machine) {
  const auto table = tellers(machine);
  std::vector<std::size_t> kept, number_of;
  for (std::size_t state = 0; state < machine.states.size(); ++state) {
    const auto same = std::ranges::find_if(
        kept, [&](std::size_t other) { return other == state || !table[state][other]; });
    number_of.push_back(static_cast<std::size_t>(same - kept.begin()));
    if (same == kept.end()) kept.push_back(state);
  }
  Machine result;
  for (const std::size_t state : kept) {
    auto& steps = result.states.emplace_back(machine.states[state]);
    for (MachineStep& step : steps) step.to = number_of[step.to];
  }
  return result;
}

/// The parts of the words that are complete for one machine.
struct CompleteWords {
  std::vector<Word> access;   ///< to each state a shortest word
  std::vector<Word> endings;  ///< tell each two states apart; with each all that it begins with
  std::size_t letter_count;
};

/// `machine` has no two states that nothing tells apart.
inline CompleteWords complete_words(const Machine& machine) {
  CompleteWords words{
      .access = {Word{}}, .endings = {Word{}}, .letter_count = machine.letter_count()};
  std::vector<std::size_t> reached{0};
  for (std::size_t i = 0; i < reached.size(); ++i)
    for (std::size_t letter = 0; letter < words.letter_count; ++letter) {
      const std::size_t to = machine.states[reached[i]][letter].to;
      if (std::ranges::find(reached, to) != reached.end()) continue;
      reached.push_back(to);
      words.access.push_back(words.access[i]);
      words.access.back().push_back(letter);
    }
  const auto table = tellers(machine);
  for (std::size_t a = 0; a < machine.states.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      if (std::ranges::any_of(words.endings, [&](const Word& word) {
            return machine.seen(word, a) != machine.seen(word, b);
          }))
        continue;
      for (std::size_t size = 1; size <= table[a][b]->size(); ++size)
        if (const Word begin(table[a][b]->begin(),
                             table[a][b]->begin() + static_cast<std::ptrdiff_t>(size));
            std::ranges::find(words.endings, begin) == words.endings.end())
          words.endings.push_back(begin);
    }
  return words;
}

/// The same where only the end of a word is judged, and all steps to a state show the same: fewer
/// endings then do.
inline CompleteWords words_judged_at_their_end(const Machine& machine) {
  std::vector<std::size_t> seen_in(machine.states.size());
  for (const auto& steps : machine.states)
    for (const MachineStep& step : steps) seen_in[step.to] = step.seen;
  const auto verdict = [&](const Word& word, std::size_t state) {
    for (const std::size_t letter : word) state = machine.states[state][letter].to;
    return seen_in[state];
  };
  std::vector<std::pair<std::size_t, std::size_t>> alike;
  for (std::size_t a = 0; a < machine.states.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) alike.emplace_back(a, b);
  CompleteWords words = complete_words(machine);
  const std::vector<Word> possible = std::exchange(words.endings, {});
  while (!alike.empty()) {
    const auto told_by = [&](const Word& word) {
      return std::ranges::count_if(
          alike, [&](auto two) { return verdict(word, two.first) != verdict(word, two.second); });
    };
    words.endings.push_back(*std::ranges::max_element(possible, {}, told_by));
    std::erase_if(alike, [&](auto two) {
      return verdict(words.endings.back(), two.first) != verdict(words.endings.back(), two.second);
    });
  }
  return words;
}

/// Every word that is needed where the other machine has up to `extra_states` more: one that leads
/// to a state, then up to one letter more than these, then an ending. Some come more than once.
/// `visit` says whether to go on.
void each_word(const CompleteWords& words, std::size_t extra_states, auto visit) {
  for (const Word& access : words.access)
    for (std::size_t size = 0; size <= extra_states + 1; ++size) {
      Word middle(size, 0);
      for (bool more = true; more;) {
        for (const Word& ending : words.endings) {
          Word word = access;
          word.insert(word.end(), middle.begin(), middle.end());
          word.insert(word.end(), ending.begin(), ending.end());
          if (!visit(word)) return;
        }
        auto digit = middle.begin();
        while (digit != middle.end() && *digit == words.letter_count - 1) *digit++ = 0;
        more = digit != middle.end();
        if (more) ++*digit;
      }
    }
}

}  // namespace closeframe::props
