// SPDX-License-Identifier: Apache-2.0
// WebSocket++ on Boost.Asio.
// install: apt-get install libwebsocketpp-dev libboost1.81-dev nlohmann-json3-dev
// roles: client server
// build: g++ -std=c++17 -O0 -w -pthread -o @BINARY@ @SOURCE@

#include <websocketpp/client.hpp>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/config/asio_no_tls_client.hpp>
#include <websocketpp/server.hpp>
#include <websocketpp/version.hpp>

#include "harness.hpp"

namespace status = websocketpp::close::status;
using Handle = websocketpp::connection_hdl;
using harness::say;

template <class Endpoint>
class Application {
 public:
  Application() {
    endpoint.clear_access_channels(websocketpp::log::alevel::all);
    endpoint.clear_error_channels(websocketpp::log::elevel::all);
    endpoint.init_asio();
    endpoint.set_open_handler([this](Handle handle) { say("open", name(handle)); });
    endpoint.set_message_handler([this](Handle handle, auto message) {
      const auto wish = harness::read_wish(message->get_payload());
      if (wish && message->get_opcode() == websocketpp::frame::opcode::text) close(handle, *wish);
    });
    endpoint.set_close_handler([this](Handle handle) {
      const auto connection = endpoint.get_con_from_hdl(handle);
      say("told", name(handle),
          {{"code", connection->get_remote_close_code()},
           {"reason", harness::to_hex(connection->get_remote_close_reason())}});
    });
    endpoint.set_fail_handler([this](Handle handle) {
      const auto error = endpoint.get_con_from_hdl(handle)->get_ec();
      say("failed", name(handle), {{"why", error.message()}});
    });
  }

  void run() {
    harness::beside([this] {
      for (;;) harness::surviving("", [this] { endpoint.run(); });
    });
  }

  Endpoint endpoint;

 private:
  std::string name(Handle handle) {
    const auto address = endpoint.get_con_from_hdl(handle)->get_uri();
    return address ? address->get_resource().substr(1) : "";  // of half a request
  }

  void close(Handle handle, const harness::Wish& wish) {
    const std::string connection = name(handle);
    // The blank code is WebSocket++'s own word for none.
    if (wish.code == status::blank)
      return say("refused", connection, {{"why", "cannot be expressed"}});
    websocketpp::lib::error_code error;
    endpoint.close(handle, wish.code.value_or(status::blank), wish.reason, error);
    if (error) return say("refused", connection, {{"why", error.message()}});
    say("asked", connection);
  }
};

int main(int, char** argv) {
  const auto version = std::to_string(websocketpp::major_version) + '.' +
                       std::to_string(websocketpp::minor_version) + '.' +
                       std::to_string(websocketpp::patch_version);
  harness::json about{{"implementation", "websocketpp"}, {"version", version}, {"language", "C++"}};
  Application<websocketpp::server<websocketpp::config::asio>> server;
  Application<websocketpp::client<websocketpp::config::asio_client>> client;
  if (argv[1] == std::string("server")) {
    websocketpp::lib::asio::error_code error;
    server.endpoint.listen("127.0.0.1", "0");
    server.endpoint.start_accept();
    about["port"] = server.endpoint.get_local_endpoint(error).port();
    server.run();
  } else {
    client.endpoint.start_perpetual();
    client.run();
  }
  harness::ready(about);
  harness::read_orders([&client](const harness::Address& address) {
    const auto url = "ws://127.0.0.1:" + std::to_string(address.port) + "/" + address.connection;
    websocketpp::lib::error_code error;
    client.endpoint.connect(client.endpoint.get_connection(url, error));
  });
}
