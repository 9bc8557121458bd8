// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalogue/shape.hpp"
#include "properties/number.hpp"
#include "shapes/number.hpp"
#include "words/number.hpp"

namespace closeframe::props {

template <>
inline constexpr auto properties<shapes::Number> =
    rows_of<shapes::Number>([]<int line>() { return number::row<line>; });

}  // namespace closeframe::props
