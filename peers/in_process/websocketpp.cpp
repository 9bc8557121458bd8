// SPDX-License-Identifier: Apache-2.0
// websocketpp: its connection over its transport without I/O.
#include <stdexcept>

#include "../opening_handshake.hpp"
#include "all.hpp"
#include "websocketpp_connection.hpp"

namespace closeframe::peers {
namespace {

using namespace props::dialogue;

class Websocketpp : public Endpoint {
 public:
  explicit Websocketpp(Role role) : connection_(WebsocketppConnection::make(role == Role::server)) {
    const auto ours =
        role == Role::server ? upgrade_request() : upgrade_response(connection_->sent);
    connection_->arrive(ours.data(), ours.size());
    if (!connection_->is_open) throw std::runtime_error("websocketpp does not open a connection");
    connection_->sent.clear();
  }

  void arrive(props::Input bytes) override {
    connection_->arrive(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }

  Answer close(std::optional<std::uint16_t> code, std::string_view reason) override {
    // By 0 and by 1005 it means that there is none, so neither can be asked for.
    if (code == 0 || code == 1005) return Answer::unknown;
    return connection_->close(code.value_or(0), std::string(reason)) ? Answer::done
                                                                     : Answer::refused;
  }

  Seen so_far() override {
    Seen seen;
    seen.sent.assign(connection_->sent.begin(), connection_->sent.end());
    seen.has_ended = connection_->has_ended;
    return seen;
  }

  void end(bool) override {
    has_ended_ = connection_->has_ended;
    connection_->end();
  }

  Seen seen() override {
    Seen seen = so_far();
    seen.has_ended = has_ended_;
    for (const auto& [code, reason] : connection_->told) seen.told.push_back({code, reason, {}});
    return seen;
  }

 private:
  std::unique_ptr<WebsocketppConnection> connection_;
  bool has_ended_ = false;
};

}  // namespace

Adapter websocketpp() {
  return {"websocketpp",
          WebsocketppConnection::version(),
          {Role::client, Role::server},
          {"masking keys from a fixed seed"},
          [](Role role) { return std::make_unique<Websocketpp>(role); }};
}

}  // namespace closeframe::peers
