// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/detail/hybi13.hpp>  // Sec-WebSocket-Key and -Accept
#include <boost/beast/websocket/rfc6455.hpp>
#include <cstdint>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

// The opening handshake (RFC 6455 §4), as little of it as opens a connection on loopback.

namespace opening {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using asio::use_awaitable;
using asio::ip::tcp;

using Task = asio::awaitable<void>;

inline tcp::endpoint loopback(std::uint16_t port) {
  return {asio::ip::address_v4::loopback(), port};
}

/// A connection, and bytes that were read from it but not looked at.
struct Connection {
  tcp::socket socket;
  std::vector<std::uint8_t> received;
};

inline std::string make_key() {
  websocket::detail::sec_ws_key_type key;
  websocket::detail::make_sec_ws_key(key);
  return {key.data(), key.size()};
}

inline std::string accept_of(boost::beast::string_view key) {
  websocket::detail::sec_ws_accept_type accept;
  websocket::detail::make_sec_ws_accept(accept, key);
  return {accept.data(), accept.size()};
}

/// Reads the head of an HTTP message. What came with it stays in `connection.received`.
template <class Parser>
Task read_head(Connection& connection, Parser& parser) {
  auto buffer = asio::dynamic_buffer(connection.received);
  co_await http::async_read_header(connection.socket, buffer, parser, use_awaitable);
}

/// Connects to `port` and opens the connection as a client (RFC 6455 §4.1).
inline Task as_client(Connection& connection, std::uint16_t port) {
  co_await connection.socket.async_connect(loopback(port), use_awaitable);

  const auto key = make_key();
  http::request<http::empty_body> request{http::verb::get, "/", 11};
  request.set(http::field::host, "127.0.0.1:" + std::to_string(port));
  request.set(http::field::upgrade, "websocket");
  request.set(http::field::connection, "Upgrade");
  request.set(http::field::sec_websocket_key, key);
  request.set(http::field::sec_websocket_version, "13");
  co_await http::async_write(connection.socket, request, use_awaitable);

  http::response_parser<http::empty_body> parser;
  co_await read_head(connection, parser);
  const auto& response = parser.get();
  if (response.result() != http::status::switching_protocols ||
      !http::token_list{response[http::field::upgrade]}.exists("websocket") ||
      !http::token_list{response[http::field::connection]}.exists("upgrade") ||
      response[http::field::sec_websocket_accept] != accept_of(key))
    throw std::runtime_error("the server does not open a WebSocket connection");
}

/// Listens on `port`, or on a free one where it is 0; prints it; accepts one connection and opens
/// it as a server (RFC 6455 §4.2).
inline Task as_server(Connection& connection, std::uint16_t port) {
  tcp::acceptor acceptor(connection.socket.get_executor(), loopback(port));
  std::cout << acceptor.local_endpoint().port() << std::endl;
  co_await acceptor.async_accept(connection.socket, use_awaitable);

  http::request_parser<http::empty_body> parser;
  co_await read_head(connection, parser);
  const auto& request = parser.get();
  const auto key = request[http::field::sec_websocket_key];
  const bool accepted = websocket::is_upgrade(request) && key.size() == 24 &&
                        request[http::field::sec_websocket_version] == "13";

  http::response<http::empty_body> response{http::status::bad_request, request.version()};
  if (accepted) {
    response.result(http::status::switching_protocols);
    response.set(http::field::upgrade, "websocket");
    response.set(http::field::connection, "Upgrade");
    response.set(http::field::sec_websocket_accept, accept_of(key));
  }
  co_await http::async_write(connection.socket, response, use_awaitable);
  if (!accepted) throw std::runtime_error("the client does not open a WebSocket connection");
}

}  // namespace opening
