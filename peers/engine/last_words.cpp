// SPDX-License-Identifier: Apache-2.0
#include "last_words.hpp"

#include <sys/wait.h>

#include <cstring>
#include <regex>

namespace closeframe::peers {
namespace {

constexpr std::size_t longest = 300;

}  // namespace

std::string last_words(std::string_view standard_error) {
  std::string found;
  while (!standard_error.empty()) {
    const std::size_t end = standard_error.find('\n');
    const std::string_view line = standard_error.substr(0, end);
    standard_error.remove_prefix(end == line.npos ? standard_error.size() : end + 1);
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == line.npos) continue;
    // What a sanitizer says after its summary is of no use.
    found = line.substr(begin, longest);
    if (found.starts_with("SUMMARY: ")) break;
  }
  static const std::regex address("0x[0-9a-fA-F]+");
  static const std::regex process_id("==[0-9]+==");
  return std::regex_replace(std::regex_replace(found, address, "an address"), process_id, "");
}

std::string ending_in_words(int status) {
  if (!WIFSIGNALED(status)) return "exit status " + std::to_string(WEXITSTATUS(status));
  const char* name = sigabbrev_np(WTERMSIG(status));
  return name == nullptr ? "signal " + std::to_string(WTERMSIG(status)) : "SIG" + std::string(name);
}

}  // namespace closeframe::peers
