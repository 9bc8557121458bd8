// SPDX-License-Identifier: Apache-2.0
// What the RFC leaves to an implementation.
#pragma once

#include <array>
#include <string>

#include "dialogue/facts.hpp"
#include "dialogue/words.hpp"

namespace closeframe::props::dialogue {

/// What is done about a close whose reason is not UTF-8.
inline std::string answer_to_bad_utf8(const Played& played) {
  const Received* fault = decisive(played, Meaning::fault);
  if (fault == nullptr || fault->fault != Fault::utf8 || first_wish(played) != nullptr) return "";
  return reaction_in_words(played);
}

/// What is answered to a close without a code.
inline std::string answer_to_no_status(const Played& played) {
  const Received* close = decisive(played, Meaning::close);
  if (close == nullptr || close->has_code || first_wish(played) != nullptr) return "";
  return reaction_in_words(played);
}

/// Every choice.
inline constexpr auto choices = std::to_array<Choice>({
    {"answer_to_bad_utf8", "what a close whose reason is not UTF-8 is answered with",
     answer_to_bad_utf8},
    {"answer_to_no_status", "what a close without a code is answered with", answer_to_no_status},
});

}  // namespace closeframe::props::dialogue
