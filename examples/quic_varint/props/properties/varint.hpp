// SPDX-License-Identifier: Apache-2.0
// What is true of all bytes that may begin with a number.
#pragma once

#include <cstddef>

#include "cases/number.hpp"
#include "cases/varint.hpp"
#include "properties/property.hpp"

namespace closeframe::props::varint {

using Shape = shapes::Varint;

template <int line>
inline constexpr Property<Shape> row{};

constexpr bool decode_agrees_with_the_table(const Case<Shape>& one) {
  return one.verdict == one.expected;
}
PROPERTY(decode_agrees_with_the_table, "RFC 9000 §16", differential,
         "a number is read exactly as Table 4 says");

constexpr bool no_prefix_is_a_number(const Case<Shape>& one) {
  for (std::size_t size = 0; size < one.verdict.size; ++size)
    if (decoded(one.bytes.first(size)).is_whole) return false;
  return true;
}
PROPERTY(no_prefix_is_a_number, "RFC 9000 §16", metamorphic,
         "with fewer bytes than a number takes, more are needed");

constexpr bool what_follows_changes_nothing(const Case<Shape>& one) {
  return !one.verdict.is_whole || (one.verdict.size <= one.bytes.size() &&
                                   decoded(one.bytes.first(one.verdict.size)) == one.verdict);
}
PROPERTY(what_follows_changes_nothing, "RFC 9000 §16", metamorphic,
         "a number is the same whatever follows it");

constexpr bool encode_gives_it_back(const Case<Shape>& one) {
  if (!one.verdict.is_whole) return true;
  const NumberVerdict again = encoded(one.verdict.number);
  return !again.is_refused() && again.size <= one.verdict.size &&
         decoded(again.written()).number == one.verdict.number;
}
PROPERTY(encode_gives_it_back, "RFC 9000 §16", roundtrip,
         "what was read can be written, and no longer than it was");

}  // namespace closeframe::props::varint
