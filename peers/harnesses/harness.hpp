// SPDX-License-Identifier: Apache-2.0
// What the harnesses in C++ share: the words of ../README.md, read and said.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <string>
#include <thread>
#include <utility>

namespace harness {

using nlohmann::json;

/// One line on standard output, whole, whichever thread says it.
inline void say(json line) {
  static std::mutex one_at_a_time;
  const std::lock_guard guard(one_at_a_time);
  std::cout << line.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
}

/// The same, of one connection. What goes wrong before its path is known is nobody's.
inline void say(const char* event, const std::string& connection, json fields = json::object()) {
  if (connection.empty()) {
    std::cerr << fields.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
    return;
  }
  fields["event"] = event;
  fields["connection"] = connection;
  say(std::move(fields));
}

/// The first line: what this is, and where a server listens.
inline void ready(json about) {
  about["event"] = "ready";
  about.emplace("runtime", "");
  about.emplace("changed", json::array());
  say(std::move(about));
}

inline std::string to_hex(const std::string& bytes) {
  std::string hex;
  for (const unsigned char byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

/// How the application is asked to close its connection.
struct Wish {
  std::optional<std::uint16_t> code;
  std::string reason;
};

/// What a text message asks for; nothing where it is any other message.
inline std::optional<Wish> read_wish(const std::string& message) {
  static const std::regex words("close(?: ([0-9]{1,5})(?: ((?:[0-9A-Fa-f]{2})+))?)?");
  std::smatch found;
  if (!std::regex_match(message, found, words)) return std::nullopt;
  Wish wish;
  if (found[1].matched) wish.code = static_cast<std::uint16_t>(std::stoul(found[1]));
  const std::string hex = found[2];
  for (std::size_t at = 0; at < hex.size(); at += 2)
    wish.reason += static_cast<char>(std::stoul(hex.substr(at, 2), nullptr, 16));
  return wish;
}

/// ws://127.0.0.1:PORT/CONNECTION
struct Address {
  std::uint16_t port = 0;
  std::string connection;
};

inline Address read_address(const std::string& url) {
  const auto port = url.rfind(':') + 1, path = url.find('/', port);
  return {static_cast<std::uint16_t>(std::stoul(url.substr(port))), url.substr(path + 1)};
}

/// Runs `task`. Where it throws, that is said, and ends nothing else.
template <class Task>
void surviving(const std::string& connection, Task&& task) {
  try {
    task();
  } catch (const std::exception& error) {
    say("failed", connection, {{"why", error.what()}});
  }
}

/// The same in a thread of its own.
template <class Task>
void beside(Task task, const std::string& connection = "") {
  std::thread([task = std::move(task), connection]() mutable {
    surviving(connection, task);
  }).detach();
}

/// Calls `connect` with the address of every line of standard input. At its end the program ends.
template <class Connect>
[[noreturn]] void read_orders(Connect connect) {
  for (std::string line; std::getline(std::cin, line);) {
    const auto order = json::parse(line, nullptr, false);
    if (order.is_object() && order.value("do", "") == "connect")
      connect(read_address(order.value("url", "")));
  }
  std::_Exit(0);
}

}  // namespace harness
