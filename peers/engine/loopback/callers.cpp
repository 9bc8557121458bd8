// SPDX-License-Identifier: Apache-2.0
#include "callers.hpp"

#include <utility>

#include "upgrade.hpp"

namespace closeframe::peers {

std::optional<Connection> Callers::let_in(std::string_view path) {
  while (auto connection = accept_from(listener_)) {
    silent_.push_back(std::move(*connection));
    has_seen_anybody_ = true;
  }
  for (auto caller = silent_.begin(); caller != silent_.end();) {
    const Upgrade upgrade = upgrade_as_server(*caller, path);
    if (upgrade == Upgrade::silent) {
      ++caller;
      continue;
    }
    std::optional<Connection> answered(std::move(*caller));
    caller = silent_.erase(caller);
    if (upgrade == Upgrade::done) return answered;
    has_turned_away_ = true;
  }
  return {};
}

std::vector<int> Callers::sources() const {
  std::vector<int> all{listener_.get()};
  for (const Connection& connection : silent_) all.push_back(connection.socket());
  return all;
}

}  // namespace closeframe::peers
