// SPDX-License-Identifier: Apache-2.0
#include "wait.hpp"

#include <poll.h>

#include <ctime>

namespace closeframe::peers {

void nap(std::span<const int> sources, Clock::duration time) {
  std::vector<pollfd> polled;
  for (const int source : sources) polled.push_back({source, POLLIN, 0});
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  const timespec limit{seconds.count(), std::chrono::nanoseconds(time - seconds).count()};
  ::ppoll(polled.data(), polled.size(), &limit, nullptr);
}

}  // namespace closeframe::peers
