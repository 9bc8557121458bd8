// SPDX-License-Identifier: Apache-2.0
// What a rule is: a property of a dialogue with anybody's endpoint.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cases/case.hpp"
#include "properties/rows.hpp"
#include "shapes/dialogue.hpp"

namespace closeframe::props::dialogue {

/// Whom a rule binds.
enum class Level : std::uint8_t {
  must,        ///< a MUST of the RFC that binds this side
  consistent,  ///< no RFC is needed: it follows from what the endpoint itself said and did
};

/// What a rule says of one dialogue. It excuses itself where the dialogue is not its business, and
/// where what it would have to know was not seen.
enum class Judgement : std::uint8_t { excused, holds, violated };

/// One row of the table of rules.
struct Rule {
  std::string_view name;  ///< unique
  Judgement (*judge)(const Case<shapes::Dialogue>&);
  Level level;
  std::string_view clause;    ///< as in "RFC 6455 §5.5.1"; empty where none is needed
  std::string_view sentence;  ///< of the RFC, in its words; or why none is needed
  std::string_view claim;     ///< one sentence, without a full stop
};

/// A question that the RFC leaves open: what an implementation does is recorded, and no accusation.
struct Choice {
  std::string_view name;      ///< unique
  std::string_view question;  ///< one sentence, without a question mark
  /// In a few words, as in "closes with 1002"; empty where the dialogue does not ask.
  std::string (*answer)(const Case<shapes::Dialogue>&);
};

/// `holds` where that is the business of a rule.
constexpr Judgement judge_where(bool is_business, bool holds) {
  if (!is_business) return Judgement::excused;
  return holds ? Judgement::holds : Judgement::violated;
}

}  // namespace closeframe::props::dialogue

/// Makes the function above it a rule, of the same name: RULE(function, level, clause, sentence,
/// claim). rules.hpp collects the rows; each file declares its `row` at the top.
#define RULE(function, ...)             \
  static_assert(__LINE__ < line_count); \
  template <>                           \
  inline constexpr Rule row<__LINE__> { \
    #function, function, __VA_ARGS__    \
  }
