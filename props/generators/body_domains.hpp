// SPDX-License-Identifier: Apache-2.0
// The domains of bodies.
#pragma once

#include <array>

#include "cases/body.hpp"
#include "generators/domain.hpp"

namespace closeframe::props {

template <>
inline constexpr auto domains<shapes::Body> = std::to_array<Domain>({
    {"worked examples", worked_examples<shapes::Body>},
    {"all bodies of 0 bytes", strings<0>},
    {"all bodies of 1 byte", strings<1>},
    {"all bodies of 2 bytes", strings<2>},
});

}  // namespace closeframe::props
