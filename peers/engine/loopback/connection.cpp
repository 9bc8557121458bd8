// SPDX-License-Identifier: Apache-2.0
#include "connection.hpp"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "wait.hpp"

namespace closeframe::peers {
namespace {

constexpr std::size_t max_received_size = 16 * 1024 * 1024;

void set_option(int socket, int level, int option, int value) {
  ::setsockopt(socket, level, option, &value, sizeof value);
}

[[noreturn]] void give_up(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

Descriptor new_socket(int family) {
  Descriptor socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) give_up("socket");
  return socket;
}

}  // namespace

Connection::Connection(Descriptor socket) : socket_(std::move(socket)) {
  ::fcntl(socket_.get(), F_SETFL, O_NONBLOCK);
  set_option(socket_.get(), IPPROTO_TCP, TCP_NODELAY, 1);
}

void Connection::send(props::Input bytes) {
  const auto send_more = [&] {
    const ssize_t size =
        ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size < 0) return errno != EAGAIN && errno != EINTR;
    sent_size_ += static_cast<std::size_t>(size);
    bytes = bytes.subspan(static_cast<std::size_t>(size));
    return bytes.empty();
  };
  wait_until(send_more, to_answer, no_sources);
}

void Connection::take_in() {
  std::array<std::uint8_t, 16384> buffer;
  while (!has_ended_) {
    const ssize_t size = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size > 0) {
      received_.insert(received_.end(), buffer.begin(), buffer.begin() + size);
      if (received_.size() > max_received_size) is_flood_ = true, abort();
    } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
      has_ended_ = true;
    } else {
      return;
    }
  }
}

void Connection::drop(std::size_t size) {
  received_.erase(received_.begin(), received_.begin() + static_cast<std::ptrdiff_t>(size));
}

void Connection::end_sending() { ::shutdown(socket_.get(), SHUT_WR); }

void Connection::abort() {
  const linger at_once{1, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket_.close();
  has_ended_ = true;
}

Descriptor listen_on_loopback(std::uint16_t port) {
  Descriptor listener = new_socket(AF_INET);
  set_option(listener.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener.get(), 16) != 0)
    give_up("cannot listen");
  ::fcntl(listener.get(), F_SETFL, O_NONBLOCK);
  return listener;
}

std::uint16_t port_of(const Descriptor& listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

std::optional<Connection> accept_from(const Descriptor& listener) {
  Descriptor socket(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!socket) return {};
  return Connection(std::move(socket));
}

std::optional<Connection> connect_to_address(const sockaddr_storage& address) {
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  const socklen_t size = address.ss_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  Descriptor socket;
  int error = 0;
  const auto connect = [&] {
    socket = new_socket(address.ss_family);
    const timeval limit{to_open.count() / 1000, to_open.count() % 1000 * 1000};  // of connect, too
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    error = ::connect(socket.get(), generic, size) == 0 ? 0 : errno;
    return error != EADDRNOTAVAIL;  // after many thousands of connections, ports may have to rest
  };
  wait_until(connect, to_open, no_sources);
  if (error != 0) return {};
  return Connection(std::move(socket));
}

}  // namespace closeframe::peers
