// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "../in_process/adapter.hpp"
#include "peer.hpp"

namespace closeframe::peers {

/// An implementation that is linked in, in a child of this process. It may crash, hang and devour
/// memory.
std::unique_ptr<Peer> serve_in_process(const Adapter& adapter, Role role);

}  // namespace closeframe::peers
