// SPDX-License-Identifier: Apache-2.0
// Sets of dialogues that are tried to their end.
#pragma once

#include <closeframe/frame.hpp>
#include <string_view>
#include <vector>

#include "shapes/bytes.hpp"

namespace closeframe::peers {

using props::Input;

struct Domain {
  std::string_view name;
  std::vector<props::Bytes> members;
};

/// The domains of props/ for an endpoint of this role: every code received and asked for, every
/// pair of first bytes of a frame, splits, and so on. `is_cheap`: all members; else only the
/// telling ones.
std::vector<Domain> domains_of(Role role, bool is_cheap);

}  // namespace closeframe::peers
