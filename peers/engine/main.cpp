// SPDX-License-Identifier: Apache-2.0
// The program `conformance_engine`: judges one implementation in one role by all rules.
#include <algorithm>
#include <cctype>
#include <iomanip>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "dialogue/words.hpp"
#include "in_process.hpp"
#include "loopback.hpp"
#include "loopback/patience.hpp"
#include "options.hpp"
#include "search.hpp"

namespace closeframe::peers {
namespace {

Bytes bytes_of_hex(const std::string& text) {
  Bytes bytes;
  const auto is_digit = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
  if (text.size() % 2 != 0 || !std::ranges::all_of(text, is_digit))
    throw WrongCall("--input: no pairs of hexadecimal digits");
  for (std::size_t i = 0; i < text.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
  return bytes;
}

std::unique_ptr<Peer> linked_in(const std::string& name, Role role) {
  for (const Adapter& adapter : adapters())
    if (adapter.name == name) {
      if (std::ranges::find(adapter.roles, role) == adapter.roles.end())
        throw WrongCall(name + " is not there in this role");
      return serve_in_process(adapter, role);
    }
  throw WrongCall("no peer is called '" + name + "'; see --list");
}

std::unique_ptr<Peer> peer_of(const Options& options) {
  const Role role = options.role == "server" ? Role::server : Role::client;
  if (!options.harness.empty()) return start_harness(options.harness, role);
  if (options.port) return listen_at(*options.port);
  if (options.url.empty()) return linked_in(options.peer, role);
  return connect_to(options.url, options.may_test_host);
}

void list() {
  for (const Adapter& adapter : adapters())
    for (const Role role : adapter.roles)
      std::cout << R"({"name":")" << adapter.name << R"(","version":")" << adapter.version
                << R"(","role":")" << (role == Role::server ? "server" : "client") << "\"}\n";
}

void list_rules() {
  Printer printer(std::cout);
  for (const Rule& rule : rules_called("")) printer.rule(rule, {});
}

/// Plays one dialogue, for a person.
void tell(Peer& peer, Input input, const std::string& only_rule) {
  if (props::shapes::Dialogue::from(input).role != peer.identity().role)
    throw WrongCall("--input: this dialogue is with the other role");
  const Played played = Player(peer).play(input);
  for (const std::string& line : props::dialogue::story(played)) std::cout << line << '\n';
  if (const std::string words = what_happened(played); words != props::dialogue::outcome(played))
    std::cout << words << '\n';
  for (const Rule& rule : rules_called(only_rule))
    std::cout << std::left << std::setw(16) << to_string(verdict_of(rule, played)) << rule.name
              << ": " << rule.claim << (rule.clause.empty() ? "" : ", ") << rule.clause << '\n';
}

int run(const Options& options) {
  if (options.list || options.list_rules) {
    options.list ? list() : list_rules();
    return 0;
  }
  if (rules_called(options.settings.rule).empty())
    throw WrongCall("no rule is called '" + options.settings.rule + "'; see --list-rules");
  const Bytes input = bytes_of_hex(options.input);
  have_patience(options.patience);
  most_memory = options.memory << 20;
  const auto peer = peer_of(options);
  if (!options.input.empty()) {
    tell(*peer, input, options.settings.rule);
    return 0;
  }
  Settings settings = options.settings;
  settings.case_count = options.case_count.value_or(peer->is_cheap() ? 12'000 : 2'000);
  Printer printer(std::cout);
  Search(*peer, settings, printer).run();
  return 0;
}

}  // namespace
}  // namespace closeframe::peers

int main(int argc, char** argv) {
  using namespace closeframe::peers;
  Options options;
  CLI::App app{
      "Judges one implementation in one role by all rules; prints JSON lines.\n"
      "Exit code: 0 whatever the verdicts, 2 the call or the machine is at fault, 3 not done to "
      "its "
      "end.\n",
      "conformance_engine"};
  add_options(app, options);
  try {
    auto words = without_command(argc, argv, options);
    std::ranges::reverse(words);  // as CLI11 takes them
    app.parse(words);
    end_between_dialogues();
    return run(options);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const Interrupted&) {
    std::cerr << "conformance_engine: interrupted\n";
    return 3;
  } catch (const std::ios_base::failure&) {
    std::cerr << "conformance_engine: cannot write what it found\n";
    return 3;
  } catch (const std::exception& error) {
    std::cerr << "conformance_engine: " << error.what() << '\n';
    return 2;
  }
}
