// SPDX-License-Identifier: Apache-2.0
// What a property is.
#pragma once

#include <cstdint>
#include <string_view>

namespace closeframe::props {

/// How a property tells right from wrong.
enum class Kind : std::uint8_t {
  roundtrip,     ///< there and back again
  differential,  ///< against the reference
  invariant,     ///< of one result
  metamorphic,   ///< of two results whose inputs are related
  model,         ///< against the reference's endpoint, event by event
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

/// The clause of a property that the RFC leaves open and this library decides.
inline constexpr std::string_view policy = "policy";

/// One row of the catalogue: something that is true of every `Shape`.
template <class Shape>
struct Property {
  std::string_view name;    ///< unique within its shape
  std::string_view clause;  ///< where it is demanded, or `policy`
  std::string_view claim;   ///< one sentence, without a full stop
  Kind kind;
  bool (*holds)(const Shape&);
  Evaluation evaluation = Evaluation::constant;
};

/// The engines that run a property, in the order in which they are likely to be met. Exhaustive
/// enumeration is of the domains in exhaustive.hpp.
template <class Shape>
constexpr std::string_view engines_of(const Property<Shape>& property) {
  return property.evaluation == Evaluation::constant
             ? "compiler, exhaustive, RapidCheck, fuzzing, replay"
             : "exhaustive, RapidCheck, fuzzing, replay";
}

}  // namespace closeframe::props
