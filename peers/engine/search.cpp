// SPDX-License-Identifier: Apache-2.0
#include "search.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "dialogue/rules.hpp"
#include "dialogue/words.hpp"
#include "domains.hpp"
#include "generators/dialogue.hpp"

namespace closeframe::peers {
namespace {

using namespace props::dialogue;
using props::shapes::Dialogue;

constexpr std::uint64_t stage_parts = 20;  ///< after each of which progress is told
constexpr std::uint64_t short_share = 10;  ///< one in so many is tried in a short run

/// A peer may answer by chance, by a race of its own. So each named dialogue is played twice. If
/// one of them had two outcomes, every dialogue that had one of these two is played up to fifty
/// times.
constexpr int few_times = 2;
constexpr int many_times = 50;

/// Where a dialogue is dear, so many kinds of breach of one rule are enough.
constexpr std::ptrdiff_t most_breaches_of_rule = 6;

/// What a named dialogue came to.
std::string in_words(const std::set<std::string>& outcomes) {
  if (outcomes.empty()) return "not run";
  std::string words;
  for (const std::string& outcome : outcomes) words += (words.empty() ? "" : ", or ") + outcome;
  return words;
}

}  // namespace

Search::Search(Peer& peer, Settings settings, Printer& printer)
    : player_(peer),
      settings_(std::move(settings)),
      printer_(printer),
      rules_(rules_called(settings_.rule)),
      results_(rules_.size()) {}

void Search::run() {
  printer_.peer(player_.peer().identity());
  bool is_whole = false;
  try {
    try_all();
    is_whole = true;
  } catch (const PeerIsLost&) {
    // Its trouble says why.
  }
  print_results(is_whole);
  player_.peer().finish();
  for (const Trouble& trouble : player_.peer().troubles()) printer_.trouble(trouble);
  if (player_.unrepeated_crash()) printer_.trouble(*player_.unrepeated_crash());
  printer_.done(player_.run_count());
}

void Search::try_all() {
  compare("table", table_of_dialogues(player_.peer().identity().role));
  if (!settings_.is_table_only) search();
  confirm_breaches();
}

void Search::search() {
  if (!settings_.corpus.empty()) {
    compare("seeds", seeds_of_dialogues(settings_.corpus, player_.peer().identity().role));
    try_seeds();
  }
  try_domains();
  try_random();
}

void Search::compare(Stage stage, std::span<const NamedDialogue> dialogues) {
  std::vector<std::set<std::string>> outcomes(dialogues.size());
  const auto tell = [&] {
    for (std::size_t i = 0; i < dialogues.size(); ++i)
      printer_.outcome(dialogues[i].name, dialogues[i].input, in_words(outcomes[i]));
  };
  try {
    play_named(stage, dialogues, outcomes);
  } catch (const PeerIsLost&) {
    tell();
    throw;
  }
  tell();
}

void Search::play_named(Stage stage, std::span<const NamedDialogue> dialogues,
                        std::span<std::set<std::string>> outcomes) {
  for (std::size_t i = 0; i < dialogues.size(); ++i) {
    play_again(dialogues[i].input, few_times, outcomes[i]);
    advance(stage, i + 1, dialogues.size());
  }
  std::set<std::string> by_chance;
  for (const auto& each : outcomes)
    if (each.size() > 1) by_chance.insert(each.begin(), each.end());
  for (std::size_t i = 0; i < dialogues.size(); ++i)
    if (outcomes[i].size() == 1 && by_chance.contains(*outcomes[i].begin()))
      play_again(dialogues[i].input, many_times, outcomes[i]);
}

void Search::play_again(Input input, int times, std::set<std::string>& outcomes) {
  while (times-- > 0 && outcomes.size() < 2) {
    const auto played = try_one(input);
    if (played) outcomes.insert(reaction_in_words(*played));
    if (!played || fate_of(*played) != Fate::lived) return;
  }
}

void Search::try_seeds() {
  const auto seeds = seeds_that_arrive(settings_.corpus, player_.peer().identity().role);
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    if (!is_passed_over(i)) try_one(seeds[i].input);
    advance("seeds that arrive", i + 1, seeds.size());
  }
}

void Search::try_domains() {
  const Peer& peer = player_.peer();
  for (const Domain& domain : domains_of(peer.identity().role, peer.is_cheap()))
    for (std::size_t i = 0; i < domain.members.size(); ++i) {
      if (!is_passed_over(i)) try_one(domain.members[i]);
      advance(domain.name, i + 1, domain.members.size());
    }
}

void Search::try_random() {
  const std::uint64_t count =
      settings_.is_short ? settings_.case_count / short_share : settings_.case_count;
  const Role role = player_.peer().identity().role;
  const auto generator = props::generators::input<Dialogue>();
  rc::Random random(settings_.seed);
  for (std::uint64_t done = 0; done < count;) {
    const int size = static_cast<int>(done % (rc::kNominalSize + 1));
    const Bytes input = generator(random.split(), size).value();
    if (Dialogue::from(input).role != role) continue;
    try_one(input);
    advance("random", ++done, count);
  }
}

std::optional<Played> Search::try_one(Input input) {
  if (player_.is_given_up(input)) return {};
  Played played = player_.play_surely(input);
  judge(input, played);
  return played;
}

void Search::judge(Input input, const Played& played) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const Verdict verdict = verdict_of(rules_[i], played);
    ++(verdict == Verdict::not_applicable ? results_[i].excused_count : results_[i].judged_count);
    if (verdict <= Verdict::holds) {
      results_[i].verdict = std::max(results_[i].verdict, verdict);
      continue;
    }
    const Breach breach{i, std::string(kind_of(played)), verdict};
    const auto known = breaches_.find(breach);
    if (known == breaches_.end()) {
      const auto count = std::ranges::count_if(
          breaches_, [i](const auto& found) { return found.first.rule == i; });
      if (player_.peer().is_cheap() || count < most_breaches_of_rule)
        breaches_.emplace(breach, Bytes(input.begin(), input.end()));
    } else if (input.size() < known->second.size()) {
      known->second.assign(input.begin(), input.end());
    }
  }
  if (fate_of(played) != Fate::lived) return;
  for (const Choice& choice : choices)
    if (std::string answer = choice.answer(played); !answer.empty())
      answers_[choice.name].insert(std::move(answer));
}

void Search::confirm_breaches() {
  std::uint64_t done = 0;
  for (const auto& [breach, input] : breaches_) {
    RuleResult& result = results_[breach.rule];
    if (confirm(breach, input)) result.verdict = std::max(result.verdict, breach.verdict);
    advance("making smaller", ++done, breaches_.size());
  }
}

bool Search::confirm(const Breach& breach, const Bytes& input) {
  const Rule& rule = rules_[breach.rule];
  const Bytes smallest = shrink(player_, rule, breach, input);
  for (const Bytes& candidate : {smallest, input}) {
    const Played again = player_.play_alone(candidate);
    if (!is_same(breach, rule, again)) continue;
    printer_.counterexample(rule, breach.kind, breach.verdict, candidate, again);
    return true;
  }
  printer_.chance(std::string(rule.name) + ": one dialogue has two verdicts, " + hex_of(smallest));
  return false;
}

bool Search::is_passed_over(std::uint64_t number) const {
  return settings_.is_short && number % short_share != 0;
}

void Search::advance(Stage stage, std::uint64_t done, std::uint64_t all) {
  const std::uint64_t step = std::max<std::uint64_t>(1, all / stage_parts);
  if (done % step == 0 || done == all) printer_.progress(stage, done, all);
}

void Search::print_results(bool is_whole) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    RuleResult result = results_[i];
    // Of what was not tried to its end only the worst is certain.
    if (!is_whole && result.verdict <= Verdict::holds) result.verdict = Verdict::not_run;
    printer_.rule(rules_[i], result);
  }
  for (const Choice& choice : choices) printer_.choice(choice, answers_[choice.name]);
}

}  // namespace closeframe::peers
