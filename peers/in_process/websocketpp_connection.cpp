// SPDX-License-Identifier: Apache-2.0
#include "websocketpp_connection.hpp"

#include <random>
#include <websocketpp/client.hpp>
#include <websocketpp/config/core.hpp>
#include <websocketpp/config/core_client.hpp>
#include <websocketpp/server.hpp>
#include <websocketpp/version.hpp>

namespace closeframe::peers {
namespace {

/// The same masking keys for each connection: what a fuzzer runs twice is then the same.
struct Config : websocketpp::config::core_client {
  struct rng_type {
    std::uint32_t operator()() { return static_cast<std::uint32_t>(engine()); }
    std::minstd_rand engine;
  };
};

using Server = websocketpp::server<websocketpp::config::core>;
using Client = websocketpp::client<Config>;

Server::connection_ptr start(Server& server) {
  const auto connection = server.get_connection();
  connection->start();
  return connection;
}

Client::connection_ptr start(Client& client) {
  websocketpp::lib::error_code error;
  return client.connect(client.get_connection("ws://localhost/", error));
}

/// Over its transport without I/O, which hands what is to be written to a handler.
template <class Endpoint>
class Connection : public WebsocketppConnection {
 public:
  Connection() {
    endpoint_.clear_access_channels(websocketpp::log::alevel::all);
    endpoint_.clear_error_channels(websocketpp::log::elevel::all);
    endpoint_.set_write_handler([this](auto, const char* bytes, std::size_t size) {
      sent.append(bytes, size);
      return std::error_code();
    });
    endpoint_.set_shutdown_handler([this](auto) {
      has_ended = true;
      return std::error_code();
    });
    endpoint_.set_open_handler([this](auto) { is_open = true; });
    endpoint_.set_close_handler([this](auto) {
      told.push_back(
          {connection_->get_remote_close_code(), connection_->get_remote_close_reason()});
    });
    connection_ = start(endpoint_);
  }
  /// It holds itself while it waits for bytes.
  ~Connection() override { connection_->eof(); }

  void arrive(const char* bytes, std::size_t size) override { connection_->read_all(bytes, size); }

  void end() override { connection_->eof(); }

  bool close(std::uint16_t code, const std::string& reason) override {
    websocketpp::lib::error_code error;
    connection_->close(code, reason, error);
    return !error;
  }

 private:
  Endpoint endpoint_;
  typename Endpoint::connection_ptr connection_;
};

}  // namespace

std::unique_ptr<WebsocketppConnection> WebsocketppConnection::make(bool is_server) {
  if (is_server) return std::make_unique<Connection<Server>>();
  return std::make_unique<Connection<Client>>();
}

std::string WebsocketppConnection::version() {
  return std::to_string(websocketpp::major_version) + '.' +
         std::to_string(websocketpp::minor_version) + '.' +
         std::to_string(websocketpp::patch_version);
}

}  // namespace closeframe::peers
