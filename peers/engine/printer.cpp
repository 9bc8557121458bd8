// SPDX-License-Identifier: Apache-2.0
#include "printer.hpp"

#include <nlohmann/json.hpp>
#include <ostream>

#include "dialogue/words.hpp"

namespace closeframe::peers {
namespace {

using Line = nlohmann::ordered_json;
using props::dialogue::hex_of;
using props::dialogue::Level;

}  // namespace

Printer::Printer(std::ostream& out) : out_(out) { out_.exceptions(std::ios::badbit); }

/// A peer may say anything, but what is printed is UTF-8.
template <class Text>
void Printer::print(const Text& line) {
  out_ << line.dump(-1, ' ', false, Line::error_handler_t::replace) << '\n' << std::flush;
}

void Printer::peer(const Identity& identity) {
  print(Line{{"event", "peer"},
             {"name", identity.name},
             {"version", identity.version},
             {"language", identity.language},
             {"runtime", identity.runtime},
             {"role", identity.role == Role::server ? "server" : "client"},
             {"way", identity.way},
             {"changed", identity.changed}});
}

void Printer::progress(std::string_view stage, std::uint64_t done, std::uint64_t all) {
  print(Line{{"event", "progress"}, {"stage", stage}, {"done", done}, {"of", all}});
}

void Printer::rule(const Rule& rule, const RuleResult& result) {
  print(Line{{"event", "rule"},
             {"rule", rule.name},
             {"level", rule.level == Level::must ? "must" : "consistent"},
             {"clause", rule.clause},
             {"sentence", rule.sentence},
             {"claim", rule.claim},
             {"verdict", to_string(result.verdict)},
             {"judged", result.judged_count},
             {"excused", result.excused_count}});
}

void Printer::counterexample(const Rule& rule, std::string_view kind, Verdict verdict, Input input,
                             const Played& played) {
  print(Line{{"event", "counterexample"},
             {"rule", rule.name},
             {"kind", kind},
             {"verdict", to_string(verdict)},
             {"input", hex_of(input)},
             {"story", props::dialogue::story(played)},
             {"expected", rule.claim},
             {"happened", what_happened(played)}});
}

void Printer::choice(const props::dialogue::Choice& choice, const std::set<std::string>& answers) {
  print(Line{{"event", "choice"},
             {"choice", choice.name},
             {"question", choice.question},
             {"answers", answers}});
}

void Printer::outcome(std::string_view name, Input input, std::string_view words) {
  print(Line{{"event", "outcome"}, {"input", hex_of(input)}, {"name", name}, {"outcome", words}});
}

void Printer::trouble(const Trouble& trouble) {
  print(Line{{"event", "trouble"}, {"kind", trouble.kind}, {"said", trouble.said}});
}

void Printer::chance(std::string_view words) { print(Line{{"event", "chance"}, {"said", words}}); }

void Printer::done(std::uint64_t run_count) { print(Line{{"event", "done"}, {"runs", run_count}}); }

}  // namespace closeframe::peers
