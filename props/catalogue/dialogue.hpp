// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalogue/shape.hpp"
#include "dialogue/rules.hpp"
#include "shapes/dialogue.hpp"
#include "words/dialogue.hpp"

namespace closeframe::props {

template <>
inline constexpr auto properties<shapes::Dialogue> = dialogue::properties_of_rules;

}  // namespace closeframe::props
