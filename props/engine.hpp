// SPDX-License-Identifier: Apache-2.0
// What the engines of the program `props` have in common.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "catalogue.hpp"
#include "classes.hpp"
#include "hash.hpp"
#include "shapes.hpp"

namespace closeframe::props {

/// How often each class of a shape was met.
template <class Shape>
struct Tally {
  std::uint64_t case_count = 0;
  std::array<std::uint64_t, classes<Shape>.size()> counts{};

  void add(const Shape& shape) {
    ++case_count;
    for (std::size_t i = 0; i < counts.size(); ++i)
      if (classes<Shape>[i].contains(shape)) ++counts[i];
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

/// How an engine's run of one property ended.
struct Outcome {
  std::uint64_t case_count = 0;
  std::optional<Bytes> counterexample;  ///< the smallest input found that breaks the property
  std::string gave_up;                  ///< why the engine could not go on; empty where it could
  bool passed() const { return !counterexample && gave_up.empty(); }
};

/// The identifier of a property: its shape and its name.
template <class Shape>
std::string id_of(const Property<Shape>& property) {
  return std::string(Shape::name) + "." + std::string(property.name);
}

}  // namespace closeframe::props
