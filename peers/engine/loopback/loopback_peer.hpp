// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "../peer.hpp"
#include "endpoint.hpp"

namespace closeframe::peers {

/// A peer across a socket. Before its first dialogue it is met: a few dialogues, always the same,
/// show its habits.
class LoopbackPeer : public Peer {
 public:
  explicit LoopbackPeer(Identity identity);

  const Identity& identity() const final { return identity_; }
  std::unique_ptr<props::dialogue::Endpoint> open() final;
  std::span<const Trouble> troubles() const final { return around_.troubles.all(); }
  void be_patient(bool is_patient) final { around_.is_patient = is_patient; }

 protected:
  /// One whose connection is open; null where there is none to be had: why is a trouble.
  virtual std::unique_ptr<LoopbackEndpoint> connect() = 0;

  /// Before a dialogue: starts anew who has ended, or is stuck.
  virtual void recover() {}

  Identity identity_;
  Surroundings around_;

 private:
  std::unique_ptr<LoopbackEndpoint> connect_or_recover();
  void note_hang();
  Habits meet();

  unsigned hang_count_ = 0;
  unsigned count_since_hang_ = 0;
};

}  // namespace closeframe::peers
