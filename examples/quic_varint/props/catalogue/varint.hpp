// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalogue/shape.hpp"
#include "properties/varint.hpp"
#include "shapes/varint.hpp"
#include "words/varint.hpp"

namespace closeframe::props {

template <>
inline constexpr auto properties<shapes::Varint> =
    rows_of<shapes::Varint>([]<int line>() { return varint::row<line>; });

}  // namespace closeframe::props
