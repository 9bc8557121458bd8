// SPDX-License-Identifier: Apache-2.0
// Our own ClosingHandshake behind a plain socket. It reads no messages: those that ask for a close
// are found beside it.
// install: apt-get install libboost1.81-dev nlohmann-json3-dev
// roles: client server
// build: g++ -std=c++23 -O0 -pthread -o @BINARY@ @SOURCE@

#include <bit>
#include <boost/asio.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/detail/hybi13.hpp>  // Sec-WebSocket-Key and -Accept
#include <boost/beast/websocket/rfc6455.hpp>
#include <random>
#include <span>
#include <stdexcept>
#include <thread>
#include <vector>

#include "../../src/closeframe/handshake.hpp"
#include "harness.hpp"

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket::detail;
using asio::ip::tcp;
using closeframe::ClosingHandshake;
using closeframe::HandshakeState;
using harness::say;
using Bytes = std::vector<std::uint8_t>;

/// Finds what the other side asks for among its frames: a text message in one frame.
class Wishes {
 public:
  /// Takes bytes up to the end of the next wish, or all; says how many.
  std::size_t take(std::span<const std::uint8_t> bytes) {
    wish.reset();
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      frame_ += static_cast<char>(bytes[at]);
      if (!is_whole()) continue;
      if (frame_[0] == '\x81') wish = harness::read_wish(payload());
      frame_.clear();
      if (wish) return at + 1;
    }
    return bytes.size();
  }

  std::optional<harness::Wish> wish;  ///< that ends there

 private:
  std::size_t at(std::size_t i) const { return static_cast<std::uint8_t>(frame_[i]); }
  std::size_t length_size() const {
    const auto length = at(1) & 0x7F;
    return length == 127 ? 8 : length == 126 ? 2 : 0;
  }
  std::size_t header_size() const { return 2 + length_size() + (at(1) & 0x80 ? 4 : 0); }
  bool is_whole() const {
    if (frame_.size() < 2 || frame_.size() < header_size()) return false;
    std::size_t length = length_size() == 0 ? at(1) & 0x7F : 0;
    for (std::size_t i = 0; i < length_size(); ++i) length = length << 8 | at(2 + i);
    return frame_.size() - header_size() >= length;
  }
  std::string payload() const {
    std::string text = frame_.substr(header_size());
    const std::size_t key = header_size() - 4;
    if (at(1) & 0x80)
      for (std::size_t i = 0; i < text.size(); ++i)
        text[i] = static_cast<char>(text[i] ^ frame_[key + i % 4]);
    return text;
  }

  std::string frame_;  ///< as much of it as has arrived
};

struct Connection {
  tcp::socket socket;
  ClosingHandshake handshake;
  std::string name;
  Wishes wishes;
};

bool is_open(const Connection& connection) {
  const auto state = connection.handshake.state();
  return state == HandshakeState::open || state == HandshakeState::close_sent;
}

void obey(Connection& connection, const closeframe::HandshakeOutput& output) {
  asio::write(connection.socket, asio::buffer(output.to_send.data(), output.to_send.size()));
  if (output.close_transport) connection.socket.shutdown(tcp::socket::shutdown_send);
}

void close(Connection& connection, const harness::Wish& wish) {
  std::expected<closeframe::Close, closeframe::CloseError> close;
  if (wish.code) close = closeframe::Close::with(closeframe::StatusCode{*wish.code}, wish.reason);
  if (!close) return say("refused", connection.name, {{"why", to_string(close.error())}});
  const auto output = connection.handshake.close(*close);
  if (!output) return say("refused", connection.name, {{"why", to_string(output.error())}});
  say("asked", connection.name);
  obey(connection, *output);
}

void receive(Connection& connection, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty() && is_open(connection)) {
    const auto size = connection.wishes.take(bytes);
    obey(connection, connection.handshake.receive(bytes.first(size)));
    if (connection.wishes.wish && is_open(connection)) close(connection, *connection.wishes.wish);
    bytes = bytes.subspan(size);
  }
}

/// Runs an open connection to its end; `received` came together with the opening handshake.
void run(Connection connection, Bytes received) {
  say("open", connection.name);
  try {
    for (;;) {
      receive(connection, received);
      received.resize(4096);
      received.resize(connection.socket.read_some(asio::buffer(received)));
    }
  } catch (const boost::system::system_error&) {
    connection.handshake.transport_ended();
  }
  const auto told = connection.handshake.connection_close();
  say("told", connection.name,
      {{"code", static_cast<unsigned>(told->code)},
       {"reason", harness::to_hex(std::string(told->reason))},
       {"clean", told->clean}});
}

void connect(const harness::Address& address) {
  asio::io_context io;
  tcp::socket socket(io);
  socket.connect({asio::ip::address_v4::loopback(), address.port});
  websocket::sec_ws_key_type key;
  websocket::make_sec_ws_key(key);
  http::request<http::empty_body> request{http::verb::get, "/" + address.connection, 11};
  request.set(http::field::host, "127.0.0.1:" + std::to_string(address.port));
  request.set(http::field::upgrade, "websocket");
  request.set(http::field::connection, "Upgrade");
  request.set(http::field::sec_websocket_key, {key.data(), key.size()});
  request.set(http::field::sec_websocket_version, "13");
  http::write(socket, request);
  http::response_parser<http::empty_body> response;
  Bytes received;
  auto buffer = asio::dynamic_buffer(received);
  http::read_header(socket, buffer, response);
  if (response.get().result() != http::status::switching_protocols)
    throw std::runtime_error("the server does not open a WebSocket connection");
  const auto masking_key =
      std::bit_cast<closeframe::MaskingKey>(std::uint32_t{std::random_device{}()});
  run({std::move(socket), ClosingHandshake::of_client(masking_key), address.connection, {}},
      received);
}

void serve(tcp::socket socket) {
  http::request_parser<http::empty_body> request;
  Bytes received;
  auto buffer = asio::dynamic_buffer(received);
  http::read_header(socket, buffer, request);
  if (!boost::beast::websocket::is_upgrade(request.get()))
    throw std::runtime_error("the client does not open a WebSocket connection");
  websocket::sec_ws_accept_type accept;
  websocket::make_sec_ws_accept(accept, request.get()[http::field::sec_websocket_key]);
  http::response<http::empty_body> response{http::status::switching_protocols, 11};
  response.set(http::field::upgrade, "websocket");
  response.set(http::field::connection, "Upgrade");
  response.set(http::field::sec_websocket_accept, {accept.data(), accept.size()});
  http::write(socket, response);
  run({std::move(socket), ClosingHandshake::of_server(), request.get().target().substr(1), {}},
      received);
}

int main(int, char** argv) {
  harness::json about{{"implementation", "closeframe"}, {"version", "0.1.0"}, {"language", "C++"}};
  asio::io_context io;
  tcp::acceptor acceptor(io);
  if (argv[1] == std::string("server")) {
    acceptor = tcp::acceptor(io, {asio::ip::address_v4::loopback(), 0});
    about["port"] = acceptor.local_endpoint().port();
    harness::beside([&] {
      for (;;)
        harness::beside([socket = acceptor.accept()]() mutable { serve(std::move(socket)); });
    });
  }
  harness::ready(about);
  harness::read_orders([](const harness::Address& address) {
    harness::beside([address] { connect(address); }, address.connection);
  });
}
