// SPDX-License-Identifier: Apache-2.0
// What is true of a codec whatever the shape of its input.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "cases/case.hpp"
#include "properties/property.hpp"

namespace closeframe::props::shared {

template <class Shape, int line>
inline constexpr Property<Shape> row{};

template <class Shape>
concept AnyShape = requires(Case<Shape> one) { one.verdict; };

/// Asks again about the same bytes in another place, at another alignment, among other bytes: ones
/// that would complete a cut UTF-8 sequence.
template <AnyShape Shape>
bool result_depends_only_on_the_bytes(const Case<Shape>& one) {
  const auto view = one.*Shape::view;
  using View = std::remove_const_t<decltype(view)>;
  using Byte = View::value_type;
  thread_local std::vector<Byte> place;  // not allocated each time
  const std::size_t offset = 1 + view.size() % 7;
  place.resize(std::max(place.size(), offset + view.size() + 8));
  Byte* const begin = std::fill_n(place.data(), offset, static_cast<Byte>(0xBF));
  std::fill_n(std::ranges::copy(view, begin).out, 8, static_cast<Byte>(0xBF));
  Shape moved = one;
  moved.*Shape::view = View(begin, view.size());
  return codec_says(moved) == one.verdict;
}
PROPERTY_OF(AnyShape, result_depends_only_on_the_bytes, policy, metamorphic,
            "the same bytes give the same result at any place, whatever bytes are beside them",
            run_time);

template <AnyShape Shape>
bool codec_never_allocates(const Case<Shape>& one) {
  return !one.uses_heap;
}
PROPERTY_OF(AnyShape, codec_never_allocates, policy, invariant, "the codec does not use the heap",
            run_time);

/// What the compiler made of each worked example.
template <class Shape>
inline constexpr auto constant_verdicts = [] {
  std::array<decltype(Case<Shape>::verdict), examples<Shape>.size()> verdicts{};
  std::ranges::transform(examples<Shape>, verdicts.begin(),
                         [](const Shape& example) { return codec_says(example); });
  return verdicts;
}();

/// Only worked examples have a verdict of the compiler's: of other inputs this says nothing.
template <AnyShape Shape>
bool constant_evaluation_agrees_with_run_time(const Case<Shape>& one) {
  for (std::size_t i = 0; i < examples<Shape>.size(); ++i) {
    const Shape& example = examples<Shape>[i];
    if (std::ranges::equal(example.*Shape::view, one.*Shape::view) &&
        to_input(example) == to_input<Shape>(one))
      return constant_verdicts<Shape>[i] == one.verdict;
  }
  return true;
}
PROPERTY_OF(AnyShape, constant_evaluation_agrees_with_run_time, policy, differential,
            "the compiler and the running program say the same of every worked example", run_time);

}  // namespace closeframe::props::shared
