// SPDX-License-Identifier: Apache-2.0
// The rules that the engine judges by, and what it comes to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dialogue/case.hpp"
#include "dialogue/rule.hpp"

namespace closeframe::peers {

using props::Bytes;
using props::Input;
using Played = props::Case<props::shapes::Dialogue>;
using props::dialogue::Rule;

/// In ascending order of what outweighs what.
enum class Verdict : std::uint8_t { not_run, not_applicable, holds, hangs, crashes, violates };

std::string_view to_string(Verdict verdict);

/// The rules of props/dialogue/; only the one of this name where that is not empty.
std::vector<Rule> rules_called(std::string_view name);

/// What became of the endpoint, in one piece or in several.
props::dialogue::Fate fate_of(const Played& played);

/// How a dialogue breaks a rule: `holds` where it does not, `not_applicable` where it is not its
/// business. A rule is not violated by a crash or a hang that kept the endpoint from what it owes.
Verdict verdict_of(const Rule& rule, const Played& played);

/// What happened, in plain words.
std::string what_happened(const Played& played);

}  // namespace closeframe::peers
