// SPDX-License-Identifier: Apache-2.0
// Boost.Beast: its stream, with an application that reads until it is told that there is no more.
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/version.hpp>
#include <random>
#include <stdexcept>

#include "../opening_handshake.hpp"
#include "all.hpp"
#include "beast_transport.hpp"

namespace closeframe::peers {
namespace {

using namespace props::dialogue;
namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using Error = boost::beast::error_code;

class Beast : public Endpoint {
 public:
  explicit Beast(Role role) {
    Error error = asio::error::would_block;
    const auto opened = [&error](Error result) { error = result; };
    if (role == Role::server) {
      transport_.arrived = upgrade_request();
      stream_.async_accept(opened);
      run();
    } else {
      stream_.async_handshake("localhost", "/", opened);
      run();
      transport_.arrived = upgrade_response(transport_.sent);
      run();
    }
    if (error) throw std::runtime_error("Beast does not open a connection: " + error.message());
    transport_.sent.clear();
    read();
    run();
  }

  /// No handler may be left: Beast waits for all of its own.
  ~Beast() override { end(false); }

  void arrive(props::Input bytes) override {
    transport_.arrived.append(bytes.begin(), bytes.end());
    run();
  }

  Answer close(std::optional<std::uint16_t> code, std::string_view reason) override {
    // "No other operations except for message reading operations should be initiated on the stream
    // after a close operation is started."
    if (has_asked_) return Answer::unknown;
    // By 0 Beast means that there is none, so 0 cannot be asked for.
    if (code == websocket::close_code::none) return Answer::unknown;
    websocket::close_reason wish(code.value_or(websocket::close_code::none));
    try {
      wish.reason.assign(reason.data(), reason.size());
    } catch (const std::length_error&) {
      return Answer::refused;
    }
    has_asked_ = true;
    ++open_operation_count_;
    const auto sent_size = transport_.sent.size();
    stream_.async_close(wish, [this](Error error) {
      --open_operation_count_;
      close_result_ = error;
      if (error != asio::error::operation_aborted) tell(!error);
    });
    run();
    if (transport_.sent.size() > sent_size) return Answer::done;
    return close_result_ ? Answer::refused : Answer::unheard;
  }

  Seen so_far() override {
    Seen seen;
    seen.sent.assign(transport_.sent.begin(), transport_.sent.end());
    seen.has_ended = transport_.has_ended;
    return seen;
  }

  void end(bool) override {
    if (transport_.is_at_end) return;
    ended_first_ = transport_.has_ended;
    transport_.is_at_end = true;
    run();
  }

  Seen seen() override {
    Seen seen = so_far();
    seen.has_ended = ended_first_;
    seen.told = told_;
    seen.open_operation_count = open_operation_count_;
    return seen;
  }

 private:
  void read() {
    ++open_operation_count_;
    stream_.async_read(message_, [this](Error error, std::size_t) {
      --open_operation_count_;
      message_.clear();
      if (!error) return read();
      // Aborted, it was for the sake of a close that we asked for, which then tells.
      if (error != asio::error::operation_aborted) tell(error == websocket::error::closed);
    });
  }

  /// "A read returning error::closed indicates a successful connection closure." What the other end
  /// gave for a reason is `reason()`, where 0 is no code; without success there is none.
  void tell(bool is_success) {
    const auto& reason = stream_.reason();
    if (!is_success) return told_.push_back({.code = {}, .reason = {}, .clean = false});
    told_.push_back(
        {.code = reason.code == 0 ? unsigned{websocket::close_code::no_status} : reason.code,
         .reason = std::string(reason.reason.data(), reason.reason.size()),
         .clean = true});
  }

  void run() {
    do {
      transport_.wake();
      context().restart();
    } while (context().poll() > 0);
  }

  /// One for all, since each has the kernel make files.
  static asio::io_context& context() {
    static asio::io_context context;
    return context;
  }

  Transport transport_;
  websocket::stream<BeastTransport> stream_{context(), transport_};
  boost::beast::flat_buffer message_;
  unsigned open_operation_count_ = 0;  ///< asynchronous operations that have not completed
  bool has_asked_ = false;
  std::optional<Error> close_result_;
  bool ended_first_ = false;
  std::vector<Told> told_;
};

}  // namespace

Adapter beast() {
  std::seed_seq seed{1};
  websocket::seed_prng(seed);
  const auto version = std::to_string(BOOST_VERSION / 100000) + '.' +
                       std::to_string(BOOST_VERSION / 100 % 1000) + '.' +
                       std::to_string(BOOST_VERSION % 100);
  return {"beast",
          version,
          {Role::client, Role::server},
          {"masking keys from a fixed seed"},
          [](Role role) { return std::make_unique<Beast>(role); }};
}

}  // namespace closeframe::peers
