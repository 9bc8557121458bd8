// SPDX-License-Identifier: Apache-2.0
// Anybody's endpoint, seen from outside. An adapter stands behind this interface, in process or
// over a socket; rules know nothing else.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "dialogue/transcript.hpp"
#include "shapes/dialogue.hpp"

namespace closeframe::props::dialogue {

/// One endpoint of one connection that is open. None of this throws because of what the endpoint
/// does: that it crashes or hangs is seen.
class Endpoint {
 public:
  Endpoint() = default;
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;
  virtual ~Endpoint() = default;

  /// These bytes arrive in one piece, and the endpoint has read them once this returns.
  virtual void arrive(Input bytes) = 0;

  /// Its application asks it to close the connection; without a code where there is none.
  virtual Answer close(std::optional<std::uint16_t> code, std::string_view reason) = 0;

  /// What was seen until now of what it sends, and of an end of the transport. An endpoint across a
  /// network is first given the time to send a close or to end the transport, or to answer the
  /// question of question.hpp.
  virtual Seen so_far() = 0;

  /// We end the transport: nothing more arrives. `owes` says that it has yet to send a close or to
  /// end the transport itself: an endpoint across a network is given the time to do so first.
  virtual void end(bool owes) = 0;

  /// All that was seen, once the transport has ended.
  virtual Seen seen() = 0;
};

/// Makes endpoints of one implementation, whose connection is open.
using EndpointMaker = std::function<std::unique_ptr<Endpoint>(Role)>;

}  // namespace closeframe::props::dialogue
