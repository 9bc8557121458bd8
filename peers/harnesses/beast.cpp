// SPDX-License-Identifier: Apache-2.0
// Boost.Beast, asynchronous, with an application that reads until it is told that there is no more.
// install: apt-get install libboost1.81-dev nlohmann-json3-dev
// roles: client server
// build: g++ -std=c++20 -O0 -pthread -o @BINARY@ @SOURCE@

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/version.hpp>
#include <memory>

#include "harness.hpp"

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using harness::say;

class Connection : public std::enable_shared_from_this<Connection> {
 private:
  template <class Next>
  auto when_done(Next next) {
    return [self = shared_from_this(), next](beast::error_code error, std::size_t = 0) {
      if (error) return say("failed", self->name_, {{"why", error.message()}});
      next();
    };
  }

 public:
  explicit Connection(tcp::socket socket) : stream_(std::move(socket)) {}

  /// The request is read first, for its path.
  void accept() {
    http::async_read(stream_.next_layer(), buffer_, request_, when_done([this] {
                       name_ = std::string(request_.target().substr(1));
                       stream_.async_accept(request_, when_done([this] { open(); }));
                     }));
  }

  void connect(const harness::Address& address) {
    name_ = address.connection;
    const auto host = "127.0.0.1:" + std::to_string(address.port);
    stream_.next_layer().async_connect(
        {asio::ip::address_v4::loopback(), address.port}, when_done([this, host] {
          stream_.async_handshake(host, "/" + name_, when_done([this] { open(); }));
        }));
  }

 private:
  void open() {
    say("open", name_);
    read();
  }

  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      // Aborted, it was for the sake of a close that we asked for, which then tells.
      if (error == asio::error::operation_aborted) return;
      if (error) return self->tell(error == websocket::error::closed);
      const auto message = beast::buffers_to_string(self->buffer_.data());
      self->buffer_.clear();
      const auto wish = harness::read_wish(message);
      if (wish && self->stream_.got_text()) self->close(*wish);
      self->read();
    });
  }

  void close(const harness::Wish& wish) {
    // "No other operations except for message reading operations should be initiated on the stream
    // after a close operation is started."
    if (has_asked_) return say("refused", name_, {{"why", "cannot be expressed"}});
    if (wish.code == 0) return say("refused", name_, {{"why", "cannot be expressed"}});
    websocket::close_reason reason(wish.code.value_or(websocket::close_code::none));
    try {
      reason.reason.assign(wish.reason.data(), wish.reason.size());
    } catch (const std::length_error& refusal) {
      return say("refused", name_, {{"why", refusal.what()}});
    }
    has_asked_ = true;
    say("asked", name_);
    stream_.async_close(reason, [self = shared_from_this()](beast::error_code error) {
      if (error != asio::error::operation_aborted) self->tell(!error);
    });
  }

  /// "A read returning error::closed indicates a successful connection closure." What the other end
  /// gave for a reason is `reason()`, where 0 is no code; without success there is none.
  void tell(bool is_success) {
    if (!is_success) return say("told", name_, {{"clean", false}});
    const websocket::close_reason& reason = stream_.reason();
    const std::string bytes(reason.reason.data(), reason.reason.size());
    const unsigned code =
        reason.code == 0 ? unsigned{websocket::close_code::no_status} : reason.code;
    say("told", name_, {{"code", code}, {"reason", harness::to_hex(bytes)}, {"clean", true}});
  }

  websocket::stream<tcp::socket> stream_;
  beast::flat_buffer buffer_;
  http::request<http::empty_body> request_;
  std::string name_;
  bool has_asked_ = false;
};

void accept_all(tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](beast::error_code error, tcp::socket socket) {
    if (!error) std::make_shared<Connection>(std::move(socket))->accept();
    accept_all(acceptor);
  });
}

int main(int, char** argv) {
  const auto version = std::to_string(BOOST_VERSION / 100000) + '.' +
                       std::to_string(BOOST_VERSION / 100 % 1000) + '.' +
                       std::to_string(BOOST_VERSION % 100);
  harness::json about{{"implementation", "beast"}, {"version", version}, {"language", "C++"}};
  asio::io_context io;
  const auto never_ends = asio::make_work_guard(io);
  tcp::acceptor acceptor(io);
  if (argv[1] == std::string("server")) {
    acceptor = tcp::acceptor(io, {asio::ip::address_v4::loopback(), 0});
    about["port"] = acceptor.local_endpoint().port();
    accept_all(acceptor);
  }
  harness::ready(about);
  harness::beside([&io] {
    for (;;) harness::surviving("", [&io] { io.run(); });
  });
  harness::read_orders([&io](const harness::Address& address) {
    asio::post(io,
               [&io, address] { std::make_shared<Connection>(tcp::socket(io))->connect(address); });
  });
}
