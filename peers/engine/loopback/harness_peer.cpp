// SPDX-License-Identifier: Apache-2.0
// A harness: we start it, and are the other end of its connections.
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../loopback.hpp"
#include "callers.hpp"
#include "loopback_peer.hpp"
#include "upgrade.hpp"
#include "wait.hpp"

namespace closeframe::peers {
namespace {

/// What is known of a harness that does not start.
Identity identity_of(std::span<const std::string> command, Role role) {
  Identity identity;
  if (!command.empty()) identity.name = std::filesystem::path(command.back()).stem().string();
  identity.role = role;
  identity.way = "loopback";
  return identity;
}

sockaddr_storage loopback_address(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_storage generic{};
  std::memcpy(&generic, &address, sizeof address);
  return generic;
}

/// Connections that one process may keep.
constexpr unsigned most_that_leak = 400;

class HarnessPeer final : public LoopbackPeer {
 public:
  HarnessPeer(std::span<const std::string> command, Role role)
      : LoopbackPeer(identity_of(command, role)), command_(command.begin(), command.end()) {
    command_.emplace_back(role == Role::server ? "server" : "client");
    if (role == Role::client) listener_ = listen_on_loopback(0);
    around_.exchange = [this] {
      const auto endpoint = connect();
      return endpoint && endpoint->close_at_once();
    };
    start();
    if (!around_.harness) return;
    identity_ = around_.harness->ready().identity;
    identity_.role = role;
    identity_.way = "loopback";
  }

  void start_afresh() override { around_.harness.reset(); }

  void finish() override {
    if (around_.harness) around_.harness->stop();
    around_.harness.reset();
  }

 protected:
  std::unique_ptr<LoopbackEndpoint> connect() override {
    if (!around_.harness || !around_.harness->end().empty()) return nullptr;
    Harness& harness = *around_.harness;
    const std::string name = std::to_string(++count_);
    harness.watch(name);
    auto connection = identity_.role == Role::server ? reach(name) : be_reached(name);
    if (!connection || !is_opened(name)) {
      harness.forget(name);
      return nullptr;
    }
    harness.note_sockets();
    return std::make_unique<LoopbackEndpoint>(around_, std::move(*connection), name);
  }

  void recover() override {
    if (around_.harness && around_.harness->tells_again()) around_.tells_again = true;
    if (around_.harness && !around_.harness->end().empty()) {
      if (!around_.is_death_known) around_.troubles.add({"crash", around_.harness->end()});
      around_.harness.reset();
    }
    const bool is_full = around_.leaks && count_ - count_at_start_ > most_that_leak;
    if (around_.is_stuck || is_full) around_.harness.reset();
    if (!around_.harness) start();
  }

 private:
  void start() {
    around_.is_death_known = false;
    count_at_start_ = count_;
    auto harness = std::make_shared<Harness>(command_, around_.troubles);
    if (harness->become_ready()) around_.harness = std::move(harness);
  }

  /// To it, as a server.
  std::optional<Connection> reach(const std::string& name) {
    auto connection = connect_to_address(loopback_address(around_.harness->ready().port));
    if (!connection) {
      complain("no start", "nobody listens at the port that it names");
    } else if (!is_good(upgrade_as_client(*connection, "localhost", "/" + name, sources()))) {
      connection.reset();
    }
    return connection;
  }

  /// From it, as a client.
  std::optional<Connection> be_reached(const std::string& name) {
    const auto url = "ws://127.0.0.1:" + std::to_string(port_of(listener_)) + "/" + name;
    around_.harness->tell_to_connect(url);
    Callers callers(listener_);
    std::optional<Connection> connection;
    const auto is_over = [&] {
      around_.harness->take_in();
      connection = callers.let_in("/" + name);
      return connection || !around_.harness->end().empty();
    };
    const auto awaited = [&] {
      auto all = around_.harness->sources();
      std::ranges::copy(callers.sources(), std::back_inserter(all));
      return all;
    };
    if (wait_until(is_over, to_open, awaited)) return connection;
    if (callers.has_turned_away())
      is_good(Upgrade::wrong);
    else if (callers.has_seen_anybody())
      is_good(Upgrade::silent);
    else
      complain("hang", "it does not connect where it is told to");
    return {};
  }

  bool is_opened(const std::string& name) {
    Harness& harness = *around_.harness;
    const auto is_over = [&] {
      harness.take_in();
      return harness.news_of(name).is_open || !harness.end().empty();
    };
    if (!wait_until(is_over, to_open, sources()))
      complain("hang", "it does not say that a connection is open");
    return harness.news_of(name).is_open;
  }

  bool is_good(Upgrade upgrade) {
    if (upgrade == Upgrade::silent) complain("hang", "it is silent in the opening handshake");
    if (upgrade == Upgrade::wrong)
      complain("garbage", "its opening handshake is not as it should be");
    return upgrade == Upgrade::done;
  }

  /// Of one that has not ended: that says it all. Its sockets may close a little earlier.
  void complain(std::string kind, std::string said) {
    Harness& harness = *around_.harness;
    const auto has_ended = [&] { return harness.take_in(), !harness.end().empty(); };
    if (!wait_until(has_ended, to_show_a_habit, sources()))
      around_.troubles.add({std::move(kind), std::move(said)});
  }

  Sources sources() const {
    return [this] { return around_.harness->sources(); };
  }

  std::vector<std::string> command_;
  Descriptor listener_;  // of ours, where it is a client
  unsigned count_ = 0;
  unsigned count_at_start_ = 0;
};

}  // namespace

std::unique_ptr<Peer> start_harness(std::span<const std::string> command, Role role) {
  return std::make_unique<HarnessPeer>(command, role);
}

}  // namespace closeframe::peers
