// SPDX-License-Identifier: Apache-2.0
// What is known of the implementations that are driven in process, so that a fuzzer looks for the
// rest. What a whole run has found of each version is peers/expected/.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace closeframe::peers {

/// A version that was looked at: all that follows is of it. Another one has to be looked at again.
struct KnownVersion {
  std::string_view peer;
  std::string_view version;
};

inline constexpr auto known_versions = std::to_array<KnownVersion>({
    {"beast", "1.81.0"},
    {"websocketpp", "0.8.2"},
    {"wslay", "1.1.1"},
});

/// A rule that a peer breaks, on one kind of input in the words of `kind_of`.
struct KnownBug {
  std::string_view peer;
  std::string_view rule;
  std::string_view kind;
  std::string_view cause;
};

/// What a peer does where the RFC leaves a choice, and we do not.
struct KnownChoice {
  std::string_view peer;
  std::string_view choice;
  std::string_view answer;
};

// clang-format off: a table is read as a table.
inline constexpr auto known_bugs = std::to_array<KnownBug>({
    {"beast", "sends_utf8", "asked to close, answered", "async_close() sends what it is given"},
});

inline constexpr auto known_choices = std::to_array<KnownChoice>({
    {"beast", "answer_to_bad_utf8", "closes with 1002"},
});
// clang-format on

constexpr bool is_known(std::string_view peer, std::string_view version) {
  return std::ranges::any_of(known_versions, [&](const KnownVersion& known) {
    return known.peer == peer && known.version == version;
  });
}

constexpr bool is_known_bug(std::string_view peer, std::string_view rule, std::string_view kind) {
  return std::ranges::any_of(known_bugs, [&](const KnownBug& known) {
    return known.peer == peer && known.rule == rule && known.kind == kind;
  });
}

constexpr bool is_known_choice(std::string_view peer, std::string_view choice,
                               std::string_view answer) {
  return std::ranges::any_of(known_choices, [&](const KnownChoice& known) {
    return known.peer == peer && known.choice == choice && known.answer == answer;
  });
}

}  // namespace closeframe::peers
