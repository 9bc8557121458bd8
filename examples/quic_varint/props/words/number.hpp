// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cases/number.hpp"
#include "shapes/number.hpp"
#include "shapes/words.hpp"

namespace closeframe::props {

inline std::string in_words(const NumberVerdict& verdict) {
  return verdict.is_refused() ? "refused" : "written as " + hex(verdict.written());
}

}  // namespace closeframe::props

namespace closeframe::props::shapes {

inline std::string in_words(const Number& one) {
  return "the number " + std::to_string(one.value());
}

}  // namespace closeframe::props::shapes
