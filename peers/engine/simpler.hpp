// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "shapes/bytes.hpp"

namespace closeframe::peers {

/// Dialogues that are a little simpler than this one, the most promising first: shorter texts, then
/// fewer frames and wishes, then fewer pieces, then plainer numbers.
std::vector<props::Bytes> simpler_than(props::Input input);

}  // namespace closeframe::peers
