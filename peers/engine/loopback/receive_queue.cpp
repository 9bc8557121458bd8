// SPDX-License-Identifier: Apache-2.0
#include "receive_queue.hpp"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <tuple>

namespace closeframe::peers {
namespace {

struct Question {
  nlmsghdr header{};
  inet_diag_req_v2 request{};
};

/// Family, port and address of one end, as the kernel's question wants them.
std::tuple<std::uint8_t, __be16, std::array<__be32, 4>> end_of(const sockaddr_storage& address) {
  std::array<__be32, 4> bytes{};
  if (address.ss_family == AF_INET) {
    sockaddr_in of_4{};
    std::memcpy(&of_4, &address, sizeof of_4);
    bytes[0] = of_4.sin_addr.s_addr;
    return {AF_INET, of_4.sin_port, bytes};
  }
  sockaddr_in6 of_6{};
  std::memcpy(&of_6, &address, sizeof of_6);
  std::memcpy(bytes.data(), &of_6.sin6_addr, sizeof bytes);
  return {AF_INET6, of_6.sin6_port, bytes};
}

/// About the socket at the other end of ours.
Question question_about(int socket) {
  sockaddr_storage ours{}, theirs{};
  socklen_t size = sizeof ours;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&ours), &size);
  size = sizeof theirs;
  ::getpeername(socket, reinterpret_cast<sockaddr*>(&theirs), &size);

  Question question;
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.header.nlmsg_flags = NLM_F_REQUEST;
  auto& request = question.request;
  std::array<__be32, 4> source{}, destination{};
  std::tie(request.sdiag_family, request.id.idiag_sport, source) = end_of(theirs);
  std::tie(request.sdiag_family, request.id.idiag_dport, destination) = end_of(ours);
  std::ranges::copy(source, request.id.idiag_src);
  std::ranges::copy(destination, request.id.idiag_dst);
  request.sdiag_protocol = IPPROTO_TCP;
  request.idiag_ext = 1 << (INET_DIAG_INFO - 1);
  request.idiag_states = ~0U;
  request.id.idiag_cookie[0] = request.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  return question;
}

struct Answer {
  int error = 0;
  inet_diag_msg socket{};
  std::optional<tcp_info> info;
};

Answer read_answer(std::span<const std::uint8_t> bytes) {
  Answer answer{EIO, {}, {}};
  nlmsghdr header{};
  if (bytes.size() < sizeof header) return answer;
  std::memcpy(&header, bytes.data(), sizeof header);
  bytes = bytes.first(std::min<std::size_t>(bytes.size(), header.nlmsg_len)).subspan(NLMSG_HDRLEN);
  if (header.nlmsg_type == NLMSG_ERROR && bytes.size() >= sizeof(nlmsgerr)) {
    std::memcpy(&answer.error, bytes.data(), sizeof answer.error);
    answer.error = -answer.error;
    return answer;
  }
  if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY || bytes.size() < sizeof answer.socket)
    return answer;
  std::memcpy(&answer.socket, bytes.data(), sizeof answer.socket);
  answer.error = 0;
  bytes = bytes.subspan(NLMSG_ALIGN(sizeof answer.socket));
  rtattr attribute{};
  while (bytes.size() >= sizeof attribute) {
    std::memcpy(&attribute, bytes.data(), sizeof attribute);
    if (attribute.rta_len < sizeof attribute || attribute.rta_len > bytes.size()) break;
    if (attribute.rta_type == INET_DIAG_INFO) {
      tcp_info& info = answer.info.emplace();
      const auto payload = bytes.first(attribute.rta_len).subspan(RTA_LENGTH(0));
      std::memcpy(&info, payload.data(), std::min(sizeof info, payload.size()));
    }
    bytes = bytes.subspan(std::min<std::size_t>(bytes.size(), RTA_ALIGN(attribute.rta_len)));
  }
  return answer;
}

}  // namespace

ReceiveQueue::ReceiveQueue()
    : kernel_(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)) {}

ReceiveQueue::State ReceiveQueue::ask(const Connection& connection) const {
  const Question question = question_about(connection.socket());
  if (::send(kernel_.get(), &question, sizeof question, 0) < 0) return State::unknown;
  std::array<std::uint8_t, 4096> bytes;
  const ssize_t size = ::recv(kernel_.get(), bytes.data(), bytes.size(), 0);
  if (size < 0) return State::unknown;
  const Answer answer = read_answer(std::span(bytes).first(static_cast<std::size_t>(size)));
  if (answer.error == ENOENT) return State::gone;
  if (answer.error != 0 || !answer.info) return State::unknown;
  // A socket that belongs to no file any more is only still ending.
  if (answer.socket.idiag_inode == 0) return State::gone;
  const bool has_all = answer.info->tcpi_bytes_received >= connection.sent_size();
  return has_all && answer.socket.idiag_rqueue == 0 ? State::read : State::waiting;
}

}  // namespace closeframe::peers
