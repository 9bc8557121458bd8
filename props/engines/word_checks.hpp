// SPDX-License-Identifier: Apache-2.0
// The words that claim to be complete are: wrong machines, drawn at random, differ on one of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engines/report.hpp"
#include "generators/complete_words.hpp"
#include "generators/conversation_domains.hpp"
#include "generators/machines.hpp"

namespace closeframe::props {

using Randomness = std::mt19937_64;

/// `machine` with a few wrong steps, after some of its states were split in two. `by_state`: all
/// steps to a state still show the same.
inline Machine gone_wrong(Machine machine, std::size_t extra_states, bool by_state,
                          Randomness& random) {
  const auto below = [&](std::size_t limit) { return random() % limit; };
  std::size_t most_seen = 0;
  for (const auto& steps : machine.states)
    for (const MachineStep& step : steps) most_seen = std::max(most_seen, step.seen);
  for (std::size_t count = below(extra_states + 1); count > 0; --count) {
    const std::size_t copy = machine.states.size(), original = below(copy);
    machine.states.push_back(machine.states[original]);
    for (auto& steps : machine.states)
      for (MachineStep& step : steps)
        if (step.to == original && below(2) == 0) step.to = copy;
  }
  std::vector<std::size_t> seen_in(machine.states.size());
  for (const auto& steps : machine.states)
    for (const MachineStep& step : steps) seen_in[step.to] = step.seen;
  for (std::size_t count = 1 + below(3); count > 0; --count) {
    MachineStep& step = machine.states[below(machine.states.size())][below(machine.letter_count())];
    if (below(2) == 0)
      step.to = below(machine.states.size());
    else
      step.seen = seen_in[step.to] = below(most_seen + 1);
  }
  if (by_state)
    for (auto& steps : machine.states)
      for (MachineStep& step : steps) step.seen = seen_in[step.to];
  return machine;
}

/// Whether some word, however long, shows that they differ.
inline bool differ(const Machine& right, const Machine& wrong) {
  std::set<std::pair<std::size_t, std::size_t>> met{{0, 0}};
  for (std::vector todo{*met.begin()}; !todo.empty();) {
    const auto [a, b] = todo.back();
    todo.pop_back();
    for (std::size_t letter = 0; letter < right.letter_count(); ++letter) {
      const MachineStep left = right.states[a][letter], other = wrong.states[b][letter];
      if (left.seen != other.seen) return true;
      if (met.emplace(left.to, other.to).second) todo.emplace_back(left.to, other.to);
    }
  }
  return false;
}

/// Whether they differ on `word`: on the way, or at its end.
inline bool differ_on(const Word& word, bool at_end, const Machine& right, const Machine& wrong) {
  std::size_t a = 0, b = 0;
  bool differs = false;
  for (const std::size_t letter : word) {
    const MachineStep left = right.states[a][letter], other = wrong.states[b][letter];
    differs = left.seen != other.seen || (differs && !at_end);
    a = left.to;
    b = other.to;
  }
  return differs;
}

inline void check_complete_words(const std::string& what, const Machine& machine,
                                 const CompleteWords& complete, std::size_t extra_states,
                                 Report& report, bool at_end = false) {
  constexpr std::size_t wrong_count = 300;
  Randomness random(1);
  std::vector<Word> words;
  each_word(complete, extra_states, [&](const Word& word) {
    words.push_back(word);
    return true;
  });
  std::size_t unnoticed_count = 0;
  for (std::size_t count = 0; count < wrong_count;) {
    const Machine wrong = gone_wrong(machine, extra_states, at_end, random);
    if (!differ(machine, wrong)) continue;
    ++count;
    if (std::ranges::none_of(words,
                             [&](auto& word) { return differ_on(word, at_end, machine, wrong); }))
      ++unnoticed_count;
  }
  const auto number = [](std::size_t count) { return Report::count(count); };
  report.line(unnoticed_count == 0, "words: " + what + " has " + number(machine.states.size()) +
                                        " states; " + number(words.size()) + " words show " +
                                        number(wrong_count - unnoticed_count) + " of " +
                                        number(wrong_count) + " wrong machines of up to " +
                                        number(machine.states.size() + extra_states));
}

/// Calls `visit` with each of the machines and what it is.
void for_each_machine(auto visit) {
  visit("UTF-8", utf8_machine());
  for (const std::uint8_t first : first_bytes) {
    const bool is_server = (first & 0x80) != 0, is_open = (first & 0x40) == 0;
    visit(std::string(is_open ? "an open " : "a connecting ") + (is_server ? "server" : "client"),
          machine_of(first));
  }
}

inline void check_complete_words(Report& report) {
  for_each_machine([&](const std::string& what, const Machine& machine) {
    for (std::size_t extra_states : {0u, 1u})
      if (extra_states == 0 || machine.letter_count() < 256)  // else too many to be kept
        check_complete_words(what, machine, complete_words(machine), extra_states, report);
  });
  const Machine machine = utf8_machine_of_classes();
  check_complete_words("UTF-8 by classes of bytes", machine, words_judged_at_their_end(machine), 0,
                       report, true);
}

/// A line a machine: what it is, its letters, its states, and its words with no state more and with
/// one.
inline void list_complete_words(std::ostream& out) {
  for_each_machine([&](const std::string& what, const Machine& machine) {
    const CompleteWords words = complete_words(machine);
    out << what << '\t' << machine.letter_count() << '\t' << machine.states.size();
    for (const std::size_t extra_states : {0u, 1u}) {
      std::uint64_t count = 0;
      each_word(words, extra_states, [&](const Word&) { return ++count != 0; });
      out << '\t' << Report::count(count);
    }
    out << '\n';
  });
}

}  // namespace closeframe::props
