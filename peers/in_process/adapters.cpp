// SPDX-License-Identifier: Apache-2.0
#include "all.hpp"

namespace closeframe::peers {

std::span<const Adapter> adapters() {
  static const std::vector<Adapter> all{
      closeframe(),
#ifdef CLOSEFRAME_HAS_BEAST
      beast(),
#endif
#ifdef CLOSEFRAME_HAS_WEBSOCKETPP
      websocketpp(),
#endif
#ifdef CLOSEFRAME_HAS_WSLAY
      wslay(),
#endif
  };
  return all;
}

}  // namespace closeframe::peers
