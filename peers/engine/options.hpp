// SPDX-License-Identifier: Apache-2.0
// The command line of `conformance_engine`.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "loopback/guardian.hpp"
#include "search.hpp"

namespace closeframe::peers {

struct Options {
  std::string peer;
  std::string role = "server";
  bool has_harness = false;
  std::vector<std::string> harness;  ///< its command
  std::string url;
  std::optional<std::uint16_t> port;
  bool may_test_host = false;
  bool list = false;
  bool list_rules = false;
  std::string input;  ///< in hex
  std::optional<std::uint64_t> case_count;
  int patience = 100;
  std::size_t memory = most_memory >> 20;  ///< in MiB
  Settings settings;
};

/// The call is at fault.
struct WrongCall : std::runtime_error {
  using std::runtime_error::runtime_error;
};

void add_options(CLI::App& app, Options& options);

/// The words before the command of a harness, which may look like anything: it is put into
/// `options`.
std::vector<std::string> without_command(int argc, char** argv, Options& options);

}  // namespace closeframe::peers
