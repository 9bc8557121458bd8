// SPDX-License-Identifier: Apache-2.0
// What is true of every number that an application asks to send.
#pragma once

#include <cstdint>
#include <limits>

#include "cases/number.hpp"
#include "cases/varint.hpp"
#include "properties/property.hpp"

namespace closeframe::props::number {

using Shape = shapes::Number;

template <int line>
inline constexpr Property<Shape> row{};

constexpr bool encode_agrees_with_the_table(const Case<Shape>& one) {
  return one.verdict == one.expected;
}
PROPERTY(encode_agrees_with_the_table, "RFC 9000 §16", differential,
         "a number is written as the first row of Table 4 that has it says, or refused");

constexpr bool decode_gives_it_back(const Case<Shape>& one) {
  const VarintVerdict again = decoded(one.verdict.written());
  return one.verdict.is_refused() ||
         (again.number == one.value() && again.size == one.verdict.size);
}
PROPERTY(decode_gives_it_back, "RFC 9000 §16", roundtrip, "what was written is read as it was");

constexpr bool a_larger_number_is_not_shorter(const Case<Shape>& one) {
  if (one.value() == std::numeric_limits<std::uint64_t>::max()) return true;
  const NumberVerdict next = encoded(one.value() + 1);
  return next.is_refused() || (!one.verdict.is_refused() && one.verdict.size <= next.size);
}
PROPERTY(a_larger_number_is_not_shorter, "RFC 9000 §16", metamorphic,
         "the next number takes no fewer bytes");

}  // namespace closeframe::props::number
