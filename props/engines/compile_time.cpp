// SPDX-License-Identifier: Apache-2.0
// The compiler as an engine, and what else it can check: the codec's own tables.
#include "engines/compile_time.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <source_location>
#include <string_view>
#include <utility>

#include "catalogue.hpp"

namespace closeframe::props {

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
