// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <algorithm>

namespace closeframe::peers {

void add_options(CLI::App& app, Options& options) {
  auto* who = app.add_option_group("who", "Whom to judge");
  who->add_option("--peer", options.peer, "One that is linked in; see --list");
  who->add_flag("--harness", options.has_harness,
                "What the harness drives whose command is all that follows; see "
                "peers/README.md");
  who->add_option("--url", options.url, "A server at this ws:// address");
  who->add_option("--listen", options.port, "A client that connects to this port of 127.0.0.1");
  who->add_flag("--list", options.list, "Print who is linked in, and stop");
  who->add_flag("--list-rules", options.list_rules, "Print the rules, and stop");
  who->require_option(1);
  app.add_option("--role", options.role, "Its role: server or client")
      ->check(CLI::IsMember({"server", "client"}))
      ->capture_default_str();
  app.add_flag("--i-may-test-this-host", options.may_test_host,
               "Let --url name another machine than this one");
  app.add_option("--cases", options.case_count,
                 "Random dialogues; 12,000 in process and 2,000 across a socket by default");
  app.add_option("--seed", options.settings.seed, "Seed of the random dialogues")
      ->capture_default_str();
  app.add_option("--seeds", options.settings.corpus,
                 "Folder of seeds, by fuzz target, which are replayed");
  app.add_flag("--table", options.settings.is_table_only,
               "Only the dialogues that everybody is asked by name, and no search");
  app.add_flag("--short", options.settings.is_short, "A tenth of all");
  app.add_option("--patience", options.patience,
                 "Wait so long for who may hang, in percent of the usual: less for tests of it")
      ->check(CLI::Range(1, 100));
  app.add_option(
         "--memory", options.memory,
         "MiB that a harness may take, with all that it starts; it is ended where it takes more")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  app.add_option("--rule", options.settings.rule, "Judge by this rule only");
  app.add_option("--input", options.input, "Only play this dialogue, in hex, and tell its story");
}

std::vector<std::string> without_command(int argc, char** argv, Options& options) {
  std::vector<std::string> words(argv + 1, argv + argc);
  const auto harness = std::ranges::find(words, "--harness");
  if (harness != words.end()) {
    options.harness.assign(harness + 1, words.end());
    words.erase(harness + 1, words.end());
    if (options.harness.empty()) throw WrongCall("--harness: without a command");
  }
  return words;
}

}  // namespace closeframe::peers
