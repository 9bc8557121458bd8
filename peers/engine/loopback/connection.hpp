// SPDX-License-Identifier: Apache-2.0
// One TCP connection, and how such connections come about.
#pragma once

#include <netinet/in.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "descriptor.hpp"
#include "shapes/bytes.hpp"

namespace closeframe::peers {

/// Our end of a TCP connection. Errors of the network are the end of it.
class Connection {
 public:
  /// `socket` is connected.
  explicit Connection(Descriptor socket);

  /// Sends all of it, in one piece if TCP can. Waits for room, within a bound.
  void send(props::Input bytes);

  /// Reads what there is, without waiting.
  void take_in();

  /// All that was received, and whether that is all there will be: the other side has ended.
  const props::Bytes& received() const { return received_; }
  bool has_ended() const { return has_ended_; }

  /// It sends without end, and we have ended the connection.
  bool is_flood() const { return is_flood_; }

  /// Drops the first bytes of what was received, for who has dealt with them.
  void drop(std::size_t size);

  /// Nothing more will be sent.
  void end_sending();

  /// Ends it at once; to the other side that is a reset.
  void abort();

  int socket() const { return socket_.get(); }
  std::size_t sent_size() const { return sent_size_; }

 private:
  Descriptor socket_;
  props::Bytes received_;
  bool has_ended_ = false;
  bool is_flood_ = false;
  std::size_t sent_size_ = 0;
};

/// A socket that listens at a port of 127.0.0.1, any free one for 0. Throws std::system_error.
Descriptor listen_on_loopback(std::uint16_t port);
std::uint16_t port_of(const Descriptor& listener);

/// Nothing where nobody connects.
std::optional<Connection> accept_from(const Descriptor& listener);

/// Nothing where nobody listens.
std::optional<Connection> connect_to_address(const sockaddr_storage& address);

}  // namespace closeframe::peers
