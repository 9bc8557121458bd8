// SPDX-License-Identifier: Apache-2.0
// Somebody's client, which connects of itself: a page in a browser, or a program run in a loop.
#include <memory>
#include <optional>
#include <string>

#include "../loopback.hpp"
#include "callers.hpp"
#include "loopback_peer.hpp"
#include "wait.hpp"

namespace closeframe::peers {
namespace {

class ListenPeer final : public LoopbackPeer {
 public:
  explicit ListenPeer(std::uint16_t port)
      : LoopbackPeer(Identity{
            "client of port " + std::to_string(port), "", "", "", Role::client, "listen", {}}),
        listener_(listen_on_loopback(port)) {}

 protected:
  /// A browser also asks for other things than a WebSocket, which it does not get.
  std::unique_ptr<LoopbackEndpoint> connect() override {
    std::optional<Connection> connection;
    const auto has_connected = [&] { return (connection = callers_.let_in("")).has_value(); };
    const auto sources = [this] { return callers_.sources(); };
    if (wait_until(has_connected, to_come_by_itself, sources))
      return std::make_unique<LoopbackEndpoint>(around_, std::move(*connection), "");
    around_.troubles.add({"no start", "no client connects"});
    return nullptr;
  }

 private:
  Descriptor listener_;
  Callers callers_{listener_};
};

}  // namespace

std::unique_ptr<Peer> listen_at(std::uint16_t port) { return std::make_unique<ListenPeer>(port); }

}  // namespace closeframe::peers
