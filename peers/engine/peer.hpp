// SPDX-License-Identifier: Apache-2.0
// One implementation in one role, whatever the way to it: the engine knows nothing else of it.
#pragma once

#include <closeframe/frame.hpp>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "dialogue/endpoint.hpp"

namespace closeframe::peers {

/// What is known of a peer before the first dialogue, as the event "peer" prints it.
struct Identity {
  std::string name;
  std::string version;
  std::string language;
  std::string runtime;
  Role role{};
  std::string way;  ///< "in process", "loopback", "url" or "listen"
  std::vector<std::string> changed;
};

/// What went wrong with whoever runs the endpoints, beyond the dialogue in which it showed.
struct Trouble {
  std::string kind;  ///< "crash", "hang", "flood", "garbage", "leak", "memory" or "no start"
  std::string said;  ///< in words, the same in each run: no times, no addresses, no process ids

  friend bool operator==(const Trouble&, const Trouble&) = default;
};

/// Thrown where no endpoint can be had of a peer any more. Its trouble says why; the run ends.
struct PeerIsLost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Peer {
 public:
  Peer() = default;
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  virtual ~Peer() = default;  ///< leaves no process and no socket behind

  virtual const Identity& identity() const = 0;

  /// An endpoint whose connection is open. The one before it is destroyed first. A crash or a hang
  /// of whoever runs it ends only the dialogue, as its Fate; the next call starts it anew. Throws
  /// PeerIsLost.
  virtual std::unique_ptr<props::dialogue::Endpoint> open() = 0;

  /// Has the next endpoint run by a new process where that is in our power: what is repeated alone
  /// owes nothing to what went before.
  virtual void start_afresh() {}

  /// Whether to wait longer for what it usually does. A busy machine makes it late, and that must
  /// not be told as a fault of its own.
  virtual void be_patient(bool) {}

  /// Ends it: what shows only then is a trouble from here on. Nothing is opened after it.
  virtual void finish() {}

  /// All troubles so far, each once.
  virtual std::span<const Trouble> troubles() const { return {}; }

  /// Whether a dialogue takes microseconds, so that whole domains can be tried.
  virtual bool is_cheap() const { return false; }
};

}  // namespace closeframe::peers
