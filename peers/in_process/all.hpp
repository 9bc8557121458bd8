// SPDX-License-Identifier: Apache-2.0
// A function an adapter, in the file of its name. Which are linked in is said by the build.
#pragma once

#include "adapter.hpp"

namespace closeframe::peers {

Adapter closeframe();
Adapter beast();
Adapter websocketpp();
Adapter wslay();

}  // namespace closeframe::peers
