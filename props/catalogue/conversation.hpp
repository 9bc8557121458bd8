// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalogue/shape.hpp"
#include "properties/conversation.hpp"
#include "properties/own_endpoint.hpp"
#include "shapes/conversation.hpp"
#include "words/conversation.hpp"

namespace closeframe::props {

template <>
inline constexpr auto properties<shapes::Conversation> =
    rows_of<shapes::Conversation>([]<int line>() { return conversation::row<line>; },
                                  []<int line>() { return own_endpoint::row<line>; });

}  // namespace closeframe::props
