// SPDX-License-Identifier: Apache-2.0
// Plays dialogues with a peer, and sees to it that a hang costs little and is none by chance.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "peer.hpp"
#include "verdict.hpp"

namespace closeframe::peers {

/// Thrown between two dialogues once somebody wants this process to end.
struct Interrupted {};

/// Has SIGINT, SIGTERM and SIGHUP end this process between two dialogues, by Interrupted.
void end_between_dialogues();

class Player {
 public:
  explicit Player(Peer& peer) : peer_(peer) {}

  /// `input` is kept by the caller as long as what comes of it is in use. Throws Interrupted and
  /// PeerIsLost.
  Played play(Input input);

  /// The same, with patience, and with a peer that starts anew where that costs little.
  Played play_alone(Input input);

  /// A crash or a hang happens again alone, or it was none: then the second time counts. Once it is
  /// certain no more dialogues of its form are made, and in the end none of its kind.
  Played play_surely(Input input);

  /// Whether no more dialogues like this one are made.
  bool is_given_up(Input input) const;

  std::uint64_t run_count() const { return run_count_; }
  std::uint64_t hang_count() const { return hang_count_; }

  /// The first crash that did not happen again alone. What hangs by chance may have had too little
  /// of the machine; what crashes has not.
  const std::optional<Trouble>& unrepeated_crash() const { return unrepeated_crash_; }
  Peer& peer() { return peer_; }

 private:
  /// One that takes the process or its time once more; `most` of them are enough.
  void count(std::string like, std::uint64_t most);

  Peer& peer_;
  std::uint64_t run_count_ = 0;
  std::uint64_t hang_count_ = 0;
  std::optional<Trouble> unrepeated_crash_;
  std::map<std::string, std::uint64_t, std::less<>> fatal_counts_;  ///< by form, and by kind
  std::set<std::string, std::less<>> given_up_;                     ///< forms and kinds
};

}  // namespace closeframe::peers
