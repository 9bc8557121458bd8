// SPDX-License-Identifier: Apache-2.0
// Into which classes the members of a shape fall, and how many of each a generator owes: a
// property that never meets a class says nothing about it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "cases/case.hpp"

namespace closeframe::props::generators {

template <class Shape>
struct Class {
  std::string_view name;
  double least_percent;  ///< of all generated members
  bool (*contains)(const Case<Shape>&);
};

/// The classes of a shape. They may overlap.
template <class Shape>
inline constexpr std::array<Class<Shape>, 0> classes;

template <std::size_t first, std::size_t last, class Shape>
bool has_size(const Case<Shape>& one) {
  return first <= one.bytes.size() && one.bytes.size() <= last;
}

/// How often each of `classes` was met.
template <class Shape>
struct Tally {
  explicit Tally(std::span<const Class<Shape>> some) : classes(some), counts(some.size()) {}

  std::span<const Class<Shape>> classes;
  std::uint64_t case_count = 0;
  std::vector<std::uint64_t> counts;

  void add(const Case<Shape>& one) {
    ++case_count;
    for (std::size_t i = 0; i < counts.size(); ++i)
      if (classes[i].contains(one)) ++counts[i];
  }

  void add(const Tally& other) {
    case_count += other.case_count;
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
  }

  double percent(std::size_t i) const {
    return case_count == 0
               ? 0
               : 100.0 * static_cast<double>(counts[i]) / static_cast<double>(case_count);
  }
};

}  // namespace closeframe::props::generators
