// SPDX-License-Identifier: Apache-2.0
// The ways to fail. Each is a function of its own, not inlined, so that a stack names it.
#pragma once

#include <string_view>

namespace closeframe::planted {

/// `second`: the input asks for the second of two causes, where the kind has two.
using Strike = void (*)(bool second);

/// The row of `kind`; nullptr where there is none.
Strike find_kind(std::string_view kind);

}  // namespace closeframe::planted
