// SPDX-License-Identifier: Apache-2.0
// Our own ClosingHandshake: what others are measured beside, and measured as they are.
#include "all.hpp"
#include "dialogue/own_endpoint.hpp"

namespace closeframe::peers {

Adapter closeframe() {
  return {"closeframe",
          CLOSEFRAME_VERSION,
          {Role::client, Role::server},
          {},
          props::dialogue::make_own_endpoint};
}

}  // namespace closeframe::peers
