// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalogue/shape.hpp"
#include "properties/text.hpp"
#include "shapes/text.hpp"
#include "words/text.hpp"

namespace closeframe::props {

template <>
inline constexpr auto properties<shapes::Text> =
    rows_of<shapes::Text>([]<int line>() { return text::row<line>; });

}  // namespace closeframe::props
