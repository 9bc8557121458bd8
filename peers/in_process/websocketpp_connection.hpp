// SPDX-License-Identifier: Apache-2.0
// A connection of websocketpp without a word of C++20: the library is C++17, and we are C++23.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace closeframe::peers {

class WebsocketppConnection {
 public:
  /// Whose opening handshake is awaited.
  static std::unique_ptr<WebsocketppConnection> make(bool is_server);
  /// As in "0.8.2".
  static std::string version();

  WebsocketppConnection() = default;
  WebsocketppConnection(const WebsocketppConnection&) = delete;
  WebsocketppConnection& operator=(const WebsocketppConnection&) = delete;
  virtual ~WebsocketppConnection() = default;

  virtual void arrive(const char* bytes, std::size_t size) = 0;
  virtual void end() = 0;
  /// False where it refuses. Without a code where that is 0.
  virtual bool close(std::uint16_t code, const std::string& reason) = 0;

  struct Told {
    unsigned code;
    std::string reason;
  };

  bool is_open = false;    ///< or has been
  bool has_ended = false;  ///< the transport, by itself
  std::string sent;
  std::vector<Told> told;
};

}  // namespace closeframe::peers
