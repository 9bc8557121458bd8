// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace closeframe {

/// Where one endpoint is in the closing handshake. It only ever moves down this list.
enum class HandshakeState : std::uint8_t {
  connecting,  ///< the connection is not open yet
  open,        ///< no close was sent, none received
  close_sent,  ///< ours was sent; theirs is awaited
  done,        ///< both were, ours handed out to be sent: the end of the transport is awaited
  failed,      ///< something was broken: the connection is failed (RFC 6455 §7.1.7)
  ended,       ///< the transport is gone
};

namespace detail {

enum class HandshakeEvent : std::uint8_t {
  opened,
  we_close,
  we_fail,
  close_arrived,
  error_arrived,
  transport_ended
};

enum class HangsUp : std::uint8_t { nobody, server, either };

struct Transition {
  HandshakeState from;
  HandshakeEvent event;
  HandshakeState to;
  bool sends;        ///< our close
  HangsUp hangs_up;  ///< which role closes the transport now
};

/// The closing handshake: what an event leads to in a state. What is not in the table changes
/// nothing, and neither do other frames that are not wrong. A second close is never sent (RFC 6455
/// §5.5.1); the server closes the transport first (§7.1.1); who fails the connection closes it at
/// once, and sends a close before only if the connection is open (§7.1.7).
// clang-format off: a table is read as a table.
using enum HandshakeState;
using enum HandshakeEvent;
using enum HangsUp;
inline constexpr bool sends = true, silent = false;
inline constexpr auto transitions = std::to_array<Transition>({
    {connecting, opened,          open,       silent, nobody},
    {connecting, we_fail,         failed,     silent, either},
    {connecting, transport_ended, ended,      silent, nobody},
    {open,       we_close,        close_sent, sends,  nobody},
    {open,       we_fail,         failed,     sends,  either},
    {open,       close_arrived,   done,       sends,  server},
    {open,       error_arrived,   failed,     sends,  either},
    {open,       transport_ended, ended,      silent, nobody},
    {close_sent, we_fail,         failed,     silent, either},
    {close_sent, close_arrived,   done,       silent, server},
    {close_sent, error_arrived,   failed,     silent, either},
    {close_sent, transport_ended, ended,      silent, nobody},
    {done,       we_fail,         done,       silent, either},
    {done,       transport_ended, ended,      silent, nobody},
    {failed,     we_fail,         failed,     silent, either},
    {failed,     transport_ended, ended,      silent, nobody},
});
// clang-format on

inline constexpr std::size_t event_count = std::to_underlying(transport_ended) + 1;
inline constexpr std::size_t state_count = std::to_underlying(ended) + 1;

consteval bool is_told_once(const auto& rows) {
  for (const Transition& row : rows)
    for (const Transition& other : rows)
      if (&row != &other && row.from == other.from && row.event == other.event) return false;
  return true;
}

static_assert(is_told_once(transitions), "an event leads to one thing in a state");

using TransitionsByNumber = std::array<std::array<Transition, event_count>, state_count>;

/// The table by the numbers of state and event, and complete.
consteval TransitionsByNumber complete(const auto& rows) {
  TransitionsByNumber table{};
  for (std::size_t state = 0; state < state_count; ++state)
    for (std::size_t event = 0; event < event_count; ++event)
      table[state][event].to = HandshakeState{static_cast<std::uint8_t>(state)};
  for (const Transition& row : rows)
    table[std::to_underlying(row.from)][std::to_underlying(row.event)] = row;
  return table;
}

inline constexpr TransitionsByNumber transitions_by_number = complete(transitions);

}  // namespace detail

}  // namespace closeframe
