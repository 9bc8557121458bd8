// SPDX-License-Identifier: Apache-2.0
// The compiler as an engine: every property that it can evaluate, over every worked example. An
// object file is the proof; undefined behaviour on the way is a compile error.
#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <source_location>
#include <string_view>
#include <utility>

#include "catalogue.hpp"

namespace closeframe::props {

/// The worked example's number is a template argument, so that a failure names it.
template <class Shape, std::size_t property, std::size_t example>
consteval bool check() {
  constexpr Property<Shape> row = properties<Shape>[property];
  if constexpr (row.evaluation == constant)
    static_assert(row.holds({examples<Shape>[example]}), "a property fails on a worked example");
  return true;
}

template <class Shape, std::size_t property, std::size_t... example>
consteval bool check_property(std::index_sequence<example...>) {
  return (check<Shape, property, example>() && ...);
}

template <class Shape, std::size_t... property>
consteval bool check_shape(std::index_sequence<property...>) {
  return (check_property<Shape, property>(std::make_index_sequence<examples<Shape>.size()>{}) &&
          ...);
}

template <class... Shape>
consteval bool check_shapes(ShapeList<Shape...>) {
  return (check_shape<Shape>(std::make_index_sequence<properties<Shape>.size()>{}) && ...);
}

static_assert(check_shapes(Shapes{}));

// The check of the table of status codes can fail: of a gap, a row that runs backwards, a last row
// that ends too soon.
consteval StatusCodeRange row(std::uint16_t first, std::uint16_t last) {
  return {first, last, "", false, ""};
}

consteval bool is_partition(std::initializer_list<StatusCodeRange> rows) {
  return detail::is_partition_of_all_codes(rows);
}

static_assert(is_partition({row(0, 10), row(11, 65535)}));
static_assert(!is_partition({row(0, 10), row(12, 65535)}));
static_assert(!is_partition({row(0, 10), row(11, 5), row(6, 65535)}));
static_assert(!is_partition({row(0, 10), row(11, 65534)}));

// Each error has its row: an enumerator without one would be called a number that is no error.

/// Whether `value` is an enumerator: compilers spell any other number as a cast, "= (Error)7".
template <auto value>
consteval bool is_enumerator() {
  const std::string_view name = std::source_location::current().function_name();
  return name.find("= (") == name.npos;
}

template <class Row, std::size_t count>
consteval bool has_a_row_for_each(const std::array<Row, count>&) {
  return []<std::size_t... number>(std::index_sequence<number...>) {
    using Error = decltype(Row::error);
    return (is_enumerator<Error{number}>() && ...) && !is_enumerator<Error{count}>();
  }(std::make_index_sequence<count>{});
}

static_assert(has_a_row_for_each(decode_errors));
static_assert(has_a_row_for_each(close_errors));
static_assert(has_a_row_for_each(handshake_errors));

}  // namespace closeframe::props
