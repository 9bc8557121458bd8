// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "connection.hpp"

namespace closeframe::peers {

/// Whether the other end of a connection has read what we sent, as this machine's kernel knows it.
/// Without that, two pieces sent one after the other are read as one more often than not.
class ReceiveQueue {
 public:
  enum class State : std::uint8_t {
    read,     ///< all that we sent
    waiting,  ///< some of it is on the way, or waits to be read
    gone,     ///< nobody will read it any more
    unknown,  ///< the other end is not on this machine, or the kernel does not say
  };

  ReceiveQueue();

  State ask(const Connection& connection) const;

 private:
  Descriptor kernel_;
};

}  // namespace closeframe::peers
