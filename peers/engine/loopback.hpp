// SPDX-License-Identifier: Apache-2.0
// Peers across a socket.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "peer.hpp"

namespace closeframe::peers {

/// Starts `command` with the role as its last argument: a harness that speaks the protocol of
/// peers/README.md. One that does not start is a peer whose trouble says so and whose open()
/// throws.
std::unique_ptr<Peer> start_harness(std::span<const std::string> command, Role role);

/// Somebody's server at a ws:// address, of whose application nothing is known. Throws
/// std::invalid_argument where it is no such address, or one of another machine than this without
/// `may_be_elsewhere`.
std::unique_ptr<Peer> connect_to(const std::string& url, bool may_be_elsewhere);

/// Somebody's client, which connects to this port of 127.0.0.1, again for each dialogue. Throws
/// std::system_error where the port is taken.
std::unique_ptr<Peer> listen_at(std::uint16_t port);

}  // namespace closeframe::peers
