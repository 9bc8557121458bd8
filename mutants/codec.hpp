// SPDX-License-Identifier: Apache-2.0
// One codec, planted bugs included, as its properties see it: what mutants/codec.cpp exports and
// mutants/engines.cpp loads. Bytes in, a verdict out: they share no type of the codec, so that the
// engines are built once, and of each mutant no more than this.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace closeframe::mutants {

/// A property of one codec.
struct Row {
  std::string_view shape;
  std::string_view name;
  bool (*holds)(std::span<const std::uint8_t> input);  ///< an input of the shape
};

/// The whole catalogue, or the part of one shape, a row each; exported as `rows_symbol`.
using Rows = std::span<const Row>();
inline constexpr auto rows_symbol = "closeframe_rows";

}  // namespace closeframe::mutants
