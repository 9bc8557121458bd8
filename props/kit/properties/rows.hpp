// SPDX-License-Identifier: Apache-2.0
// Rows that stand in files, each beneath its function, become one table.
#pragma once

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

namespace closeframe::props {

/// A row is `row<line>` of its file's namespace, where `line` is its place. No file is longer.
inline constexpr int line_count = 400;

/// What is at each line of a file: a row, or one without name.
template <class Row, class RowAt, int... line>
consteval auto lines_of(RowAt, std::integer_sequence<int, line...>) {
  return std::array<Row, line_count> { RowAt{}.template operator()<line>()... };
}

/// The rows of all files, of each of which a `RowAt` returns what is at a line, in the order of
/// their lines.
template <class Row, class... RowAt>
consteval auto collect(RowAt...) {
  constexpr std::make_integer_sequence<int, line_count> numbers;
  constexpr std::array<std::array<Row, line_count>, sizeof...(RowAt)> lines{
      lines_of<Row>(RowAt{}, numbers)...};
  constexpr auto is_row = [](const Row& row) { return !row.name.empty(); };
  std::array<Row, std::ranges::count_if(lines | std::views::join, is_row)> rows;
  std::ranges::copy_if(lines | std::views::join, rows.begin(), is_row);
  return rows;
}

}  // namespace closeframe::props
