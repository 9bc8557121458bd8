// SPDX-License-Identifier: Apache-2.0
// Somebody's server, wherever it came from: we are its client.
#include <netdb.h>
#include <netinet/in.h>

#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "../loopback.hpp"
#include "loopback_peer.hpp"
#include "upgrade.hpp"
#include "wait.hpp"

namespace closeframe::peers {
namespace {

struct Url {
  std::string host, port, path;
};

Url read_url(const std::string& url) {
  constexpr std::string_view scheme = "ws://";
  const std::string wrong = "\"" + url + "\" is no URL such as ws://127.0.0.1:8080/";
  if (!url.starts_with(scheme)) throw std::invalid_argument(wrong);
  const std::size_t slash = std::min(url.find('/', scheme.size()), url.size());
  std::string place = url.substr(scheme.size(), slash - scheme.size());
  Url read{"", "80", slash == url.size() ? "/" : url.substr(slash)};
  if (const auto colon = place.rfind(':'); colon != place.npos && place.back() != ']') {
    read.port = place.substr(colon + 1);
    place.resize(colon);
  }
  if (place.starts_with('[') && place.ends_with(']')) place = place.substr(1, place.size() - 2);
  read.host = place;
  if (read.host.empty() || read.port.empty() || read.path.find_first_of(" \r\n#") != url.npos)
    throw std::invalid_argument(wrong);
  return read;
}

std::vector<sockaddr_storage> resolve(const Url& url) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  const int error = ::getaddrinfo(url.host.c_str(), url.port.c_str(), &hints, &found);
  if (error != 0) throw std::invalid_argument(url.host + ": " + ::gai_strerror(error));
  std::vector<sockaddr_storage> addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next)
    std::memcpy(&addresses.emplace_back(), each->ai_addr, each->ai_addrlen);
  ::freeaddrinfo(found);
  return addresses;
}

bool is_loopback(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    sockaddr_in of_4{};
    std::memcpy(&of_4, &address, sizeof of_4);
    return ntohl(of_4.sin_addr.s_addr) >> 24 == 127;
  }
  sockaddr_in6 of_6{};
  std::memcpy(&of_6, &address, sizeof of_6);
  return address.ss_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&of_6.sin6_addr);
}

class UrlPeer final : public LoopbackPeer {
 public:
  UrlPeer(const std::string& url, bool may_be_elsewhere)
      : LoopbackPeer(Identity{url, "", "", "", Role::server, "url", {}}),
        url_(read_url(url)),
        addresses_(resolve(url_)) {
    // A name may have several addresses, and not all of them on this machine.
    if (!may_be_elsewhere && !std::ranges::all_of(addresses_, is_loopback))
      throw std::invalid_argument(url_.host +
                                  " is not this machine: only with --i-may-test-this-host");
    around_.exchange = [this] {
      const auto endpoint = connect();
      return endpoint && endpoint->close_at_once();
    };
  }

 protected:
  std::unique_ptr<LoopbackEndpoint> connect() override {
    for (const auto& address : addresses_) {
      auto connection = connect_to_address(address);
      if (!connection) continue;
      const std::string host = url_.host + ":" + url_.port;
      const Upgrade upgrade = upgrade_as_client(*connection, host, url_.path, no_sources);
      if (upgrade == Upgrade::done)
        return std::make_unique<LoopbackEndpoint>(around_, std::move(*connection), "");
      around_.troubles.add({upgrade == Upgrade::silent ? "hang" : "garbage",
                            "its opening handshake is not as it should be"});
      return nullptr;
    }
    around_.troubles.add({"no start", "nobody listens there"});
    return nullptr;
  }

 private:
  Url url_;
  std::vector<sockaddr_storage> addresses_;
};

}  // namespace

std::unique_ptr<Peer> connect_to(const std::string& url, bool may_be_elsewhere) {
  return std::make_unique<UrlPeer>(url, may_be_elsewhere);
}

}  // namespace closeframe::peers
