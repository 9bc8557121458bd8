// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalogue/shape.hpp"
#include "properties/close_request.hpp"
#include "properties/errors.hpp"
#include "shapes/close_request.hpp"
#include "words/close_request.hpp"

namespace closeframe::props {

template <>
inline constexpr auto properties<shapes::CloseRequest> = rows_of<shapes::CloseRequest>(
    []<int line>() { return close_request::row<line>; },
    []<int line>() { return errors::row<shapes::CloseRequest, line>; });

}  // namespace closeframe::props
