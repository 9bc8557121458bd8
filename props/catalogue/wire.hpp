// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalogue/shape.hpp"
#include "properties/errors.hpp"
#include "properties/wire.hpp"
#include "shapes/wire.hpp"
#include "words/wire.hpp"

namespace closeframe::props {

template <>
inline constexpr auto properties<shapes::Wire> =
    rows_of<shapes::Wire>([]<int line>() { return wire::row<line>; },
                          []<int line>() { return errors::row<shapes::Wire, line>; });

}  // namespace closeframe::props
