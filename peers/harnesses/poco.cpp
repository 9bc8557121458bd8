// SPDX-License-Identifier: Apache-2.0
// Poco. It hands frames over as they are, FIN and RSV bits and close frames included, and neither
// judges nor answers them: that is the application's part, which here is done with our own codec.
// So what is judged of Poco is what it makes of masks and lengths, and what it sends when asked to
// close.
// install: apt-get install libpoco-dev nlohmann-json3-dev
// roles: client server
// build: g++ -std=c++23 -O0 -pthread -o @BINARY@ @SOURCE@ -lPocoNet -lPocoFoundation

#include <Poco/AutoPtr.h>
#include <Poco/Buffer.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/WebSocket.h>
#include <Poco/ThreadPool.h>
#include <Poco/Version.h>

#include "../../src/closeframe/body.hpp"
#include "harness.hpp"

using namespace Poco::Net;
using harness::say;

class Application {
 public:
  Application(const WebSocket& socket, std::string name)
      : socket_(socket), name_(std::move(name)) {}

  /// Until the transport ends, or after an exception: then "the WebSocket connection must be
  /// terminated". A server ends the transport itself once both sides have closed.
  void run() try {
    say("open", name_);
    const bool is_server = socket_.mode() == WebSocket::WS_SERVER;
    while (receive() && !(is_server && has_received_close_)) {
    }
    say("told", name_, told_);
  } catch (const std::exception&) {
    say("told", name_, told_);
  }

 private:
  /// Reads one frame. False at the end of the transport.
  bool receive() {
    Poco::Buffer<char> buffer(0);
    int flags = 0;
    const int size = socket_.receiveFrame(buffer, flags);
    if (size == 0 && flags == 0) return false;
    if (has_received_close_) return true;
    const std::string payload(buffer.begin(), buffer.size());
    if (is_malformed(flags))
      fail();
    else if ((flags & WebSocket::FRAME_OP_BITMASK) == WebSocket::FRAME_OP_CLOSE)
      answer(payload);
    if (flags == WebSocket::FRAME_TEXT)
      if (const auto wish = harness::read_wish(payload)) obey(*wish);
    return true;
  }

  /// RSV bits that nobody negotiated, or a fragment of a control frame.
  static bool is_malformed(int flags) {
    constexpr int rsv_bits = 0x70, control_bit = 0x08;
    return (flags & rsv_bits) != 0 ||
           ((flags & control_bit) != 0 && (flags & WebSocket::FRAME_FLAG_FIN) == 0);
  }

  void fail() {
    has_received_close_ = true;  // or what stands for one
    if (!has_asked_) shut_down({std::to_underlying(closeframe::StatusCode::protocol_error), {}});
  }

  void answer(const std::string& body) {
    has_received_close_ = true;
    const auto close =
        closeframe::decode_body({reinterpret_cast<const std::uint8_t*>(body.data()), body.size()});
    std::optional<closeframe::StatusCode> code;
    if (close) {
      code = close->code();
      told_["code"] = code.value_or(closeframe::StatusCode::no_status_received);
      told_["reason"] = harness::to_hex(std::string(close->reason()));
    } else {
      code = answer_to(close.error());
    }
    if (!has_asked_)
      shut_down({code ? std::optional(std::to_underlying(*code)) : std::nullopt, {}});
  }

  void obey(const harness::Wish& wish) {
    try {
      shut_down(wish);
    } catch (const std::exception& refusal) {
      return say("refused", name_, {{"why", refusal.what()}});
    }
    has_asked_ = true;
    say("asked", name_);
  }

  void shut_down(const harness::Wish& wish) {
    if (wish.code)
      socket_.shutdown(*wish.code, wish.reason);
    else
      socket_.shutdown();
  }

  WebSocket socket_;
  std::string name_;
  bool has_asked_ = false;
  bool has_received_close_ = false;
  harness::json told_ = harness::json::object();
};

struct Handler : HTTPRequestHandler {
  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    Application({request, response}, request.getURI().substr(1)).run();
  }
};

struct Factory : HTTPRequestHandlerFactory {
  HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return new Handler;
  }
};

void connect(const harness::Address& address) {
  HTTPClientSession session("127.0.0.1", address.port);
  HTTPRequest request(HTTPRequest::HTTP_GET, "/" + address.connection, HTTPRequest::HTTP_1_1);
  HTTPResponse response;
  Application({session, request, response}, address.connection).run();
}

int main(int, char** argv) {
  const auto version = std::to_string(POCO_VERSION >> 24) + '.' +
                       std::to_string(POCO_VERSION >> 16 & 255) + '.' +
                       std::to_string(POCO_VERSION >> 8 & 255);
  harness::json about{{"implementation", "poco"},
                      {"version", version},
                      {"language", "C++"},
                      {"changed", {"close frames are read and answered by the harness"}}};
  constexpr int connection_count = 1000;  // at once: each has a thread
  Poco::ThreadPool threads(2, connection_count);
  Poco::AutoPtr<HTTPServerParams> params(new HTTPServerParams);
  params->setMaxThreads(connection_count);
  HTTPServer server(new Factory, threads, ServerSocket(SocketAddress("127.0.0.1", 0)), params);
  if (argv[1] == std::string("server")) {
    server.start();
    about["port"] = server.port();
  }
  harness::ready(about);
  harness::read_orders([](const harness::Address& address) {
    harness::beside([address] { connect(address); }, address.connection);
  });
}
