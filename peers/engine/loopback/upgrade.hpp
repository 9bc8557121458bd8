// SPDX-License-Identifier: Apache-2.0
// The opening handshake over a connection.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "connection.hpp"

namespace closeframe::peers {

enum class Upgrade : std::uint8_t { done, wrong, silent };

/// Where more is to be read, beside the connection.
using Sources = std::function<std::vector<int>()>;

/// Opens it from our side, as a client: the peer is a server.
Upgrade upgrade_as_client(Connection& connection, std::string_view host, std::string_view path,
                          const Sources& beside);

/// Opens it from our side, as a server, where the peer asks for this path, any where it is empty.
/// Waits for nothing: who has not asked yet is silent.
Upgrade upgrade_as_server(Connection& connection, std::string_view path);

}  // namespace closeframe::peers
