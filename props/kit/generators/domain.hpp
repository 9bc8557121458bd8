// SPDX-License-Identifier: Apache-2.0
// What a domain is, and what those of all shapes have in common.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "cases/case.hpp"
#include "shapes/bytes.hpp"

namespace closeframe::props {

/// Takes one input; says whether to go on.
using Visit = std::function<bool(Input)>;

/// A set of inputs that is small enough to try them all.
struct Domain {
  std::string_view name;
  void (*enumerate)(const Visit&);
  bool nightly = false;  ///< takes minutes
  /// The names of the properties it is for; all of its shape where this is empty.
  std::span<const std::string_view> only = {};

  bool is_for(std::string_view property) const {
    return only.empty() || std::ranges::find(only, property) != only.end();
  }
};

/// The domains of a shape.
template <class Shape>
inline constexpr std::array<Domain, 0> domains;

/// Every string of `size` bytes after `prefix`, in ascending order.
inline void each_string(std::size_t size, Bytes prefix, const Visit& visit) {
  const auto start = static_cast<std::ptrdiff_t>(prefix.size());
  prefix.resize(prefix.size() + size, 0);
  for (bool more = true; more;) {
    if (!visit(prefix)) return;
    auto digit = prefix.rbegin();
    const auto end = prefix.rend() - start;
    while (digit != end && *digit == 0xFF) *digit++ = 0;
    more = digit != end;
    if (more) ++*digit;
  }
}

/// Every string of `size` bytes.
template <std::size_t size>
void strings(const Visit& visit) {
  each_string(size, {}, visit);
}

template <class Shape>
void worked_examples(const Visit& visit) {
  for (const Shape& example : examples<Shape>)
    if (!visit(to_input(example))) return;
}

}  // namespace closeframe::props
