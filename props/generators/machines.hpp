// SPDX-License-Identifier: Apache-2.0
// The two finite machines of the reference: UTF-8, and one endpoint's closing handshake.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "cases/conversation.hpp"
#include "generators/complete_words.hpp"
#include "reference/endpoint.hpp"
#include "reference/utf8.hpp"
#include "shapes/event.hpp"

namespace closeframe::props {

/// The grammar of RFC 3629 §4 as a machine whose letters are the bytes; what is seen after each is
/// whether all so far is UTF-8. A state is what may still come of a character.
inline Machine utf8_machine() {
  struct State {
    bool is_wrong = false;
    std::vector<reference::ByteRange> awaited{};
    bool operator==(const State& other) const {
      return is_wrong == other.is_wrong &&
             std::ranges::equal(awaited, other.awaited, [](auto a, auto b) {
               return a.first == b.first && a.last == b.last;
             });
    }
  };
  const auto take = [](State& state, std::size_t byte) {
    const auto& alternative = reference::alternative_of_first_byte[byte];
    if (state.awaited.empty() && !state.is_wrong && alternative != nullptr)
      state.awaited.assign(
          alternative->bytes.begin(),
          alternative->bytes.begin() + static_cast<std::ptrdiff_t>(alternative->size));
    const bool fits =
        !state.awaited.empty() && byte >= state.awaited[0].first && byte <= state.awaited[0].last;
    if (fits)
      state.awaited.erase(state.awaited.begin());
    else
      state = {.is_wrong = true};
    return std::size_t{!state.is_wrong && state.awaited.empty()};
  };
  return smallest(explored(State{}, 256, take));
}

/// The lowest byte of each class of bytes that UTF-8 treats alike in every state.
inline std::vector<std::size_t> utf8_classes() {
  const Machine machine = utf8_machine();
  const auto alike = [&](std::size_t a, std::size_t b) {
    return std::ranges::all_of(machine.states, [&](const auto& steps) {
      return steps[a].to == steps[b].to && steps[a].seen == steps[b].seen;
    });
  };
  std::vector<std::size_t> lowest;
  for (std::size_t byte = 0; byte < 256; ++byte)
    if (std::ranges::none_of(lowest, [&](std::size_t known) { return alike(known, byte); }))
      lowest.push_back(byte);
  return lowest;
}

/// The same whose letters are these classes.
inline Machine utf8_machine_of_classes() {
  const Machine whole = utf8_machine();
  Machine machine;
  for (const auto& steps : whole.states) {
    auto& kept = machine.states.emplace_back();
    for (const std::size_t byte : utf8_classes()) kept.push_back(steps[byte]);
  }
  return machine;
}

/// An endpoint as a machine whose letters are `events`, each as a script has it. What is seen after
/// each is whether it was refused, what was sent, whether the transport is closed, and what the
/// application was told. Each arrival is of whole frames, so that nothing else is kept of it.
inline Machine endpoint_machine(bool is_server, bool is_open, std::span<const Bytes> events) {
  struct State {
    reference::Endpoint model;
    static auto facts(const reference::Endpoint& model) {
      return std::tuple(model.opened, model.has_sent, model.has_received, model.failed,
                        model.given_up, model.transport_closed, model.ended, model.clean,
                        model.told_code());
    }
    bool operator==(const State& other) const { return facts(model) == facts(other.model); }
  };
  using Seen = std::tuple<bool, unsigned, bool, unsigned, bool>;
  std::vector<Seen> all_seen;
  const auto take = [&](State& state, std::size_t letter) {
    reference::Endpoint& model = state.model;
    const bool had_sent = model.has_sent;
    Input script = events[letter];
    const bool granted = happen(model, take_event(script));
    const bool sends = model.has_sent && !had_sent;
    const Seen seen{granted, sends ? 1 + model.close_sent.code : 0, model.transport_closed,
                    model.ended ? model.told_code() : 0, model.clean};
    if (std::ranges::find(all_seen, seen) == all_seen.end()) all_seen.push_back(seen);
    return static_cast<std::size_t>(std::ranges::find(all_seen, seen) - all_seen.begin());
  };
  return smallest(explored(State{reference::Endpoint(is_server, is_open)}, events.size(), take));
}

}  // namespace closeframe::props
