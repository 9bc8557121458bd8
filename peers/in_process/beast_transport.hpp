// SPDX-License-Identifier: Apache-2.0
// A transport in memory that Boost.Beast's stream runs over, as it runs over a TCP socket. Its own
// test stream does not serve: what is appended to it wakes no read, and its teardown does not ask
// who is the server.
#pragma once

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/role.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace closeframe::peers {

/// Both ends of one connection, as whoever plays the dialogue sees them.
struct Transport {
  std::string arrived;         ///< and not read yet
  std::string sent;            ///< by Beast
  bool has_ended = false;      ///< Beast's direction, by Beast
  bool is_at_end = false;      ///< the other direction: nothing more arrives
  std::function<void()> look;  ///< has whoever waits for bytes look again; empty where nobody does

  void wake() {
    if (look) std::exchange(look, nullptr)();
  }
};

/// An AsyncStream, as Asio calls it.
class BeastTransport {
 public:
  using executor_type = boost::asio::io_context::executor_type;
  using Error = boost::beast::error_code;

  BeastTransport(boost::asio::io_context& context, Transport& transport)
      : executor_(context.get_executor()), transport_(transport) {}

  executor_type get_executor() const noexcept { return executor_; }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    wait(
        [this, buffers](auto& complete) {
          if (transport_.arrived.empty() && !transport_.is_at_end) return false;
          const auto size =
              boost::asio::buffer_copy(buffers, boost::asio::buffer(transport_.arrived));
          transport_.arrived.erase(0, size);
          complete(transport_.arrived.empty() && size == 0 ? boost::asio::error::eof : Error{},
                   size);
          return true;
        },
        std::forward<Handler>(handler));
  }

  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    const auto size = transport_.has_ended ? 0 : boost::asio::buffer_size(buffers);
    const auto sent_size = transport_.sent.size();
    transport_.sent.resize(sent_size + size);
    boost::asio::buffer_copy(boost::asio::buffer(transport_.sent) + sent_size, buffers);
    boost::asio::post(executor_,
                      boost::beast::bind_handler(
                          std::forward<Handler>(handler),
                          transport_.has_ended ? boost::asio::error::broken_pipe : Error{}, size));
  }

  /// As Beast does it with a TCP socket: a server ends its direction, then either waits for the
  /// other end, and then ends the connection.
  template <class Handler>
  friend void async_teardown(boost::beast::role_type role, BeastTransport& stream,
                             Handler&& handler) {
    if (role == boost::beast::role_type::server) stream.transport_.has_ended = true;
    stream.wait(
        [&transport = stream.transport_](auto& complete) {
          transport.arrived.clear();
          if (!transport.is_at_end) return false;
          complete(Error{});
          return true;
        },
        std::forward<Handler>(handler));
  }

  friend void beast_close_socket(BeastTransport& stream) { stream.transport_.has_ended = true; }

 private:
  /// Has `try_it` look at the transport now, and whenever something happens, until it is done.
  template <class Try, class Handler>
  void wait(Try try_it, Handler&& handler) {
    // std::function wants to copy what it holds, and handlers can only be moved.
    auto shared = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    const auto complete = [this, shared](auto... results) {
      boost::asio::post(executor_, boost::beast::bind_handler(std::move(*shared), results...));
    };
    if (!try_it(complete))
      transport_.look = [this, try_it, shared] { wait(try_it, std::move(*shared)); };
  }

  executor_type executor_;
  Transport& transport_;
};

}  // namespace closeframe::peers
