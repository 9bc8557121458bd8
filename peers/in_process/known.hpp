// SPDX-License-Identifier: Apache-2.0
// What is known of the implementations that are driven in process, so that a fuzzer looks for the
// rest. What a whole run has found of each version is peers/expected/.
#pragma once

#include <array>
#include <string_view>

namespace closeframe::peers {

/// A rule that a version breaks, on one kind of input, in the words of `kind_of`. Another version
/// has to be looked at again.
struct KnownBug {
  std::string_view peer;
  std::string_view version;
  std::string_view rule;
  std::string_view kind;
  std::string_view cause;
};

/// Where the RFC leaves a choice, and an implementation does not do as we do.
struct KnownChoice {
  std::string_view peer;
  std::string_view choice;
  std::string_view answer;
};

inline constexpr std::array<KnownBug, 0> known_bugs{};

inline constexpr auto known_choices = std::to_array<KnownChoice>({
    {"beast", "answer_to_bad_utf8", "closes with 1002"},
});

}  // namespace closeframe::peers
