// SPDX-License-Identifier: Apache-2.0
// Those who connect to us, where the peer is a client.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "connection.hpp"
#include "descriptor.hpp"

namespace closeframe::peers {

/// More may connect than ask for something: the pool of a client opens a connection too many, and
/// a browser one for later. Who says nothing keeps nobody else waiting.
class Callers {
 public:
  /// `listener` outlives it.
  explicit Callers(const Descriptor& listener) : listener_(listener) {}

  /// The one who asks for this path, any where it is empty, with an open connection; nothing where
  /// nobody has done so yet. Who asks for something else is turned away.
  std::optional<Connection> let_in(std::string_view path);

  /// Where there is something to read as soon as somebody connects or asks.
  std::vector<int> sources() const;

  bool has_seen_anybody() const { return has_seen_anybody_; }
  bool has_turned_away() const { return has_turned_away_; }

 private:
  const Descriptor& listener_;
  std::vector<Connection> silent_;
  bool has_seen_anybody_ = false;
  bool has_turned_away_ = false;
};

}  // namespace closeframe::peers
