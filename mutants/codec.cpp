// SPDX-License-Identifier: Apache-2.0
// The library that script/mutants builds of each mutant: see codec.hpp. With CLOSEFRAME_SHAPE it
// has the properties of this shape alone, which are in CLOSEFRAME_CATALOGUE.
#include "codec.hpp"

#include <utility>
#include <vector>

#ifdef CLOSEFRAME_SHAPE
#include CLOSEFRAME_CATALOGUE
#include "shapes/list.hpp"
#else
#include "catalogue.hpp"
#endif

namespace closeframe::mutants {
namespace {

#ifdef CLOSEFRAME_SHAPE
using Shapes = props::ShapeList<props::shapes::CLOSEFRAME_SHAPE>;
#else
using props::Shapes;
#endif

template <class Shape, std::size_t number>
bool holds(props::Input input) {
  return props::properties<Shape>[number].holds(props::case_from<Shape>(input));
}

template <class Shape, std::size_t... number>
void append(std::vector<Row>& rows, std::index_sequence<number...>) {
  (rows.push_back({Shape::name, props::properties<Shape>[number].name, holds<Shape, number>}), ...);
}

std::vector<Row> make_rows() {
  std::vector<Row> rows;
  props::for_each_shape(
      [&]<class Shape>() {
        append<Shape>(rows, std::make_index_sequence<props::properties<Shape>.size()>{});
      },
      Shapes{});
  return rows;
}

}  // namespace
}  // namespace closeframe::mutants

// Returns C++ types, which only C++ loads.
#pragma clang diagnostic ignored "-Wreturn-type-c-linkage"
extern "C" [[gnu::visibility("default")]] std::span<const closeframe::mutants::Row>
closeframe_rows() {
  static const auto rows = closeframe::mutants::make_rows();
  return rows;
}
