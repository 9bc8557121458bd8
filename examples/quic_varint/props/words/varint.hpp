// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cases/varint.hpp"
#include "shapes/varint.hpp"
#include "shapes/words.hpp"

namespace closeframe::props {

inline std::string in_words(const VarintVerdict& verdict) {
  if (!verdict.is_whole) return "more bytes are needed";
  return std::to_string(verdict.number) + ", in " + bytes_count(verdict.size);
}

}  // namespace closeframe::props

namespace closeframe::props::shapes {

inline std::string in_words(const Varint& one) {
  return bytes_count(one.bytes.size()) + " that begin with a number";
}

}  // namespace closeframe::props::shapes
