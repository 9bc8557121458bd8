// SPDX-License-Identifier: Apache-2.0
// The implementations that are driven in process: whole connections in memory, by their public
// interface.
#pragma once

#include <closeframe/frame.hpp>
#include <span>
#include <string>
#include <vector>

#include "dialogue/endpoint.hpp"

namespace closeframe::peers {

/// One implementation.
struct Adapter {
  std::string name;     ///< in lower case, as in "beast"
  std::string version;  ///< as in "1.81.0"
  std::vector<Role> roles;
  std::vector<std::string> changed;  ///< what is not at its default, as in "compression off"
  props::dialogue::EndpointMaker make;
};

/// All that are linked in, our own first.
std::span<const Adapter> adapters();

}  // namespace closeframe::peers
