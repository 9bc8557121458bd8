// SPDX-License-Identifier: Apache-2.0
#include "loopback.hpp"

namespace closeframe::peers {

namespace {
[[noreturn]] void none() { throw PeerIsLost("no peers across sockets yet"); }
}  // namespace

std::unique_ptr<Peer> start_harness(std::span<const std::string>, Role) { none(); }
std::unique_ptr<Peer> connect_to(const std::string&, bool) { none(); }
std::unique_ptr<Peer> listen_at(std::uint16_t) { none(); }

}  // namespace closeframe::peers
