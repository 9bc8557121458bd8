// SPDX-License-Identifier: Apache-2.0
// What a property is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cases/case.hpp"
#include "properties/rows.hpp"

namespace closeframe::props {

/// How a property tells right from wrong.
enum class Kind : std::uint8_t {
  roundtrip,     ///< there and back again
  differential,  ///< against the reference
  invariant,     ///< of one result
  metamorphic,   ///< of two results whose inputs are related
  model,         ///< against a model, event by event
};

constexpr std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::roundtrip: return "roundtrip";
    case Kind::differential: return "differential";
    case Kind::invariant: return "invariant";
    case Kind::metamorphic: return "metamorphic";
    default: return "model";
  }
}

/// Whether the compiler can evaluate a property, or only a running program.
enum class Evaluation : std::uint8_t { constant, run_time };

using enum Kind;
using enum Evaluation;

/// The clause of a property that the RFC leaves open and this library decides.
inline constexpr std::string_view policy = "policy";

/// The clause of a property for which no RFC is needed.
inline constexpr std::string_view consistency = "consistency";

/// One row of the catalogue: something that is true of every `Shape`.
template <class Shape>
struct Property {
  std::string_view name;  ///< unique within its shape
  bool (*holds)(const Case<Shape>&);
  std::string_view clause;  ///< where it is demanded, or `policy`
  Kind kind;
  std::string_view claim;  ///< one sentence, without a full stop
  Evaluation evaluation = constant;
};

/// The identifier of a property: its shape and its name.
template <class Shape>
std::string id_of(const Property<Shape>& property) {
  return std::string(Shape::name) + "." + std::string(property.name);
}

}  // namespace closeframe::props

/// Makes the function above it a property, of the same name: PROPERTY(function, clause, kind,
/// claim), and `run_time` at the end where the compiler cannot evaluate it. catalogue/ collects
/// the rows of the files of properties; each declares its `Shape` and its `row` at the top.
#define PROPERTY(function, ...)                    \
  static_assert(__LINE__ < line_count);            \
  template <>                                      \
  inline constexpr Property<Shape> row<__LINE__> { \
    #function, function, __VA_ARGS__               \
  }

/// The same for each shape that is one of `shapes`; the function, and `row`, are templates of the
/// shape.
#define PROPERTY_OF(shapes, function, ...)                \
  static_assert(__LINE__ < line_count);                   \
  template <shapes Shape>                                 \
  inline constexpr Property<Shape> row<Shape, __LINE__> { \
    #function, function<Shape>, __VA_ARGS__               \
  }
