// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalogue/shape.hpp"
#include "properties/body.hpp"
#include "properties/errors.hpp"
#include "shapes/body.hpp"
#include "words/body.hpp"

namespace closeframe::props {

template <>
inline constexpr auto properties<shapes::Body> =
    rows_of<shapes::Body>([]<int line>() { return body::row<line>; },
                          []<int line>() { return errors::row<shapes::Body, line>; });

}  // namespace closeframe::props
