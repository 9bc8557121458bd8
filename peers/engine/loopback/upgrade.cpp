// SPDX-License-Identifier: Apache-2.0
#include "upgrade.hpp"

#include <optional>
#include <stdexcept>

#include "../../opening_handshake.hpp"
#include "wait.hpp"

namespace closeframe::peers {
namespace {

props::Input as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The head of what the other side sends, with its empty line; nothing where it is not there yet.
std::optional<std::string> take_head(Connection& connection) {
  constexpr std::string_view empty_line = "\r\n\r\n";
  connection.take_in();
  std::size_t end = props::as_text(connection.received()).find(empty_line);
  if (end == std::string_view::npos) return {};
  end += empty_line.size();
  std::string head(props::as_text(connection.received()).substr(0, end));
  connection.drop(end);
  return head;
}

}  // namespace

Upgrade upgrade_as_client(Connection& connection, std::string_view host, std::string_view path,
                          const Sources& beside) {
  const std::string request = upgrade_request(path, host);
  connection.send(as_bytes(request));
  std::optional<std::string> head;
  const auto is_over = [&] { return (head = take_head(connection)) || connection.has_ended(); };
  const auto sources = [&] {
    std::vector<int> all = beside();
    all.push_back(connection.socket());
    return all;
  };
  wait_until(is_over, to_open, sources);
  if (!head) return connection.has_ended() ? Upgrade::wrong : Upgrade::silent;
  // What another server would have answered; only the order and the other fields may differ.
  const std::string wanted = upgrade_response(request);
  const std::size_t key = wanted.find(": ", wanted.find("Accept")) + 2;
  const std::string accepted = wanted.substr(key, wanted.find('\r', key) - key);
  const bool is_good = head->starts_with("HTTP/1.1 101") && head->contains(accepted);
  return is_good ? Upgrade::done : Upgrade::wrong;
}

Upgrade upgrade_as_server(Connection& connection, std::string_view path) {
  const auto head = take_head(connection);
  if (!head) return connection.has_ended() ? Upgrade::wrong : Upgrade::silent;
  if (!path.empty() && !head->starts_with("GET " + std::string(path) + " ")) return Upgrade::wrong;
  try {
    connection.send(as_bytes(upgrade_response(*head)));
  } catch (const std::invalid_argument&) {
    return Upgrade::wrong;
  }
  return Upgrade::done;
}

}  // namespace closeframe::peers
