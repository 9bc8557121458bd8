// SPDX-License-Identifier: Apache-2.0
// Opens a real WebSocket connection, closes it with closeframe, and says what the application is
// told. It reads no messages and answers no pings: all it does is close.

#include <CLI/CLI.hpp>
#include <bit>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <chrono>
#include <closeframe/handshake.hpp>
#include <cstdint>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

#include "opening.hpp"

namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;
using closeframe::Close;
using closeframe::ClosingHandshake;
using opening::Connection;
using opening::Task;

// ---- The closing handshake (RFC 6455 §7.1) -----------------------------------------------------

/// Does what the handshake says. Closing the transport begins with our side of it: were it gone at
/// once, what the peer still sends would have TCP reset it, and our close might be lost with it.
Task obey(tcp::socket& socket, closeframe::HandshakeOutput output) {
  const auto bytes = asio::buffer(output.to_send.data(), output.to_send.size());
  co_await asio::async_write(socket, bytes, use_awaitable);
  if (output.close_transport) socket.shutdown(tcp::socket::shutdown_send);
}

/// Closes the connection with `ours`, or else waits for the peer to close it; then waits for the
/// end of the transport.
Task close(Connection& connection, ClosingHandshake& handshake, std::optional<Close> ours) try {
  auto& [socket, received] = connection;
  if (ours) co_await obey(socket, handshake.close(*ours).value());
  for (;;) {
    co_await obey(socket, handshake.receive(received));
    received.resize(4096);
    received.resize(co_await socket.async_read_some(asio::buffer(received), use_awaitable));
  }
} catch (const boost::system::system_error&) {
  handshake.transport_ended();
}

// ---- The program -------------------------------------------------------------------------------

struct Options {
  bool client = false;
  std::uint16_t port = 0;
  std::optional<std::string> code;
  std::string reason;
  unsigned timeout = 30;  // seconds
};

/// What --close and --reason ask for; throws CLI::ValidationError where nobody may send it.
std::optional<Close> read_close(const Options& options) {
  if (!options.code) return std::nullopt;
  if (options.code == "none" && options.reason.empty()) return Close{};

  std::uint16_t code = 0;
  const char* const end = options.code->data() + options.code->size();
  const auto [rest, error] = std::from_chars(options.code->data(), end, code);
  if (error != std::errc{} || rest != end)
    throw CLI::ValidationError("--close", "takes a status code, or 'none' without a reason");
  const auto close = Close::with(closeframe::StatusCode{code}, options.reason);
  if (!close) throw CLI::ValidationError("--close", std::string(to_string(close.error())));
  return *close;
}

/// Runs `task` for at most `timeout`. False if it did not end by then.
bool finishes(asio::io_context& io, Task task, std::chrono::seconds timeout) {
  asio::co_spawn(io, std::move(task), [](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
  io.restart();
  io.run_for(timeout);
  return io.stopped();
}

int run(const Options& options) {
  const auto ours = read_close(options);
  const auto key = std::bit_cast<closeframe::MaskingKey>(std::uint32_t{std::random_device{}()});
  auto handshake =
      options.client ? ClosingHandshake::of_client(key) : ClosingHandshake::of_server();
  // Not every role may send every close. A copy of the handshake knows before anything is open.
  if (ours)
    if (const auto tried = ClosingHandshake(handshake).close(*ours); !tried)
      throw CLI::ValidationError("--close", std::string(to_string(tried.error())));

  const std::chrono::seconds timeout{options.timeout};
  asio::io_context io;
  Connection connection{tcp::socket(io), {}};
  const auto open = options.client ? opening::as_client : opening::as_server;
  if (!finishes(io, open(connection, options.port), timeout))
    throw std::runtime_error("no connection was opened in time");
  if (!finishes(io, close(connection, handshake, ours), timeout))
    handshake.transport_ended();

  const auto told = handshake.connection_close().value();
  std::cout << "code=" << std::to_underlying(told.code) << " reason=" << nlohmann::json(told.reason)
            << " clean=" << (told.clean ? "yes" : "no") << std::endl;
  return told.clean ? 0 : 1;
}

void add_common_options(CLI::App& role, Options& options) {
  auto* close = role.add_option("--close", options.code, "Close first: a status code, or 'none'");
  role.add_option("--reason", options.reason, "The reason that goes with it")->needs(close);
  role.add_option("--timeout", options.timeout,
                  "Seconds to wait for the opening, and again for the end")
      ->capture_default_str()
      ->check(CLI::Range(1U, 86400U));
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{
      "Opens a WebSocket connection on 127.0.0.1, closes it, and prints what the application is\n"
      "told. Without --close it waits for the peer to close.\n"
      "Exit code: 0 closed cleanly, 1 not cleanly or never opened, 2 the call is at fault.\n"};
  app.set_help_flag();
  app.set_help_all_flag("--help", "Print this and exit");
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return std::string("close_connection: ") + error.what() + "\n";
  });
  auto* server = app.add_subcommand("server", "Listen on a port, and print it");
  server->add_option("--port", options.port, "The port; 0 is a free one")->capture_default_str();
  auto* client = app.add_subcommand("client", "Connect to a port");
  client->add_option("PORT", options.port, "The port")->required();
  for (auto* role : {server, client}) add_common_options(*role, options);
  app.require_subcommand(1);
  try {
    app.parse(argc, argv);
    options.client = client->parsed();
    return run(options);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const boost::system::system_error& error) {
    std::cerr << "close_connection: " << error.code().message() << '\n';
  } catch (const std::exception& error) {
    std::cerr << "close_connection: " << error.what() << '\n';
  }
  return 1;
}
