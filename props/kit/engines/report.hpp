// SPDX-License-Identifier: Apache-2.0
// What the program `props` prints, and the counterexamples it keeps.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "engines/explanation.hpp"
#include "engines/outcome.hpp"
#include "properties/property.hpp"

namespace closeframe::props {

/// Lines for a person, with colours and a line of progress only on a terminal.
class Report {
 public:
  /// `counterexample_dir` is where counterexamples are kept, in a folder for each fuzz target;
  /// `command` is what was called, but for the choice of properties; `fuzzer_command` runs a fuzz
  /// target on a counterexample, where there is such a command.
  Report(std::filesystem::path counterexample_dir, std::string command, std::string fuzzer_command)
      : counterexample_dir_(std::move(counterexample_dir)),
        command_(std::move(command)),
        fuzzer_command_(std::move(fuzzer_command)) {}

  std::size_t passed_count() const { return passed_count_; }
  std::size_t failed_count() const { return failed_count_; }

  void begin(std::string_view engine, std::string_view what) {
    if (is_terminal_) std::cout << "\r\033[K  …   " << engine << "  " << what << std::flush;
  }

  /// `in` says over what, `distribution` how the cases fell; either may be empty.
  template <class Shape>
  void end(const Property<Shape>& property, std::string_view in, const Outcome& outcome,
           std::string_view distribution) {
    const std::string id = id_of(property);
    line(outcome.passed(), id + "  " + count(outcome.case_count) +
                               (in.empty() ? " random cases" : " cases: ") + std::string(in));
    if (!distribution.empty()) std::cout << dim("        " + std::string(distribution)) << '\n';
    if (outcome.counterexample) explain_failure(property, *outcome.counterexample);
    if (!outcome.gave_up.empty()) std::cout << "  gave up: " << outcome.gave_up << '\n';
  }

  void line(bool passed, std::string_view text) {
    ++(passed ? passed_count_ : failed_count_);
    if (is_terminal_) std::cout << "\r\033[K";
    // At once: a crash takes with it what is not out yet.
    std::cout << (passed ? coloured("  ok    ", 32) : coloured("  FAIL  ", 31)) << text
              << std::endl;
  }

  void heading(std::string_view text) { std::cout << coloured(std::string(text), 1) << '\n'; }

  static std::string count(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3;) digits.insert(place -= 3, ",");
    return digits;
  }

 private:
  template <class Shape>
  void explain_failure(const Property<Shape>& property, const Bytes& input) {
    const auto path = save(Shape::target, id_of(property), input);
    std::cout << "  claim      " << property.claim << "\n  clause     " << property.clause << '\n'
              << explain(case_from<Shape>(input)) << "  again      " << command_ << " --only "
              << id_of(property) << '\n';
    std::cout << "  kept in    " << path.string() << '\n';
    if (!fuzzer_command_.empty())
      std::cout << "  fuzzer     " << fuzzer_command_ << ' ' << path.string() << '\n';
  }

  std::filesystem::path save(std::string_view target, const std::string& id, const Bytes& input) {
    const auto dir = counterexample_dir_ / target;
    std::filesystem::create_directories(dir);
    char hash[9];
    std::snprintf(hash, sizeof hash, "%08x", hash_of(input));
    const auto path = dir / (id + "-" + hash);
    std::ofstream file(path, std::ios::binary);
    file << as_text(input);
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
    return path;
  }

  std::string coloured(const std::string& text, int colour) const {
    return is_terminal_ ? "\033[" + std::to_string(colour) + "m" + text + "\033[0m" : text;
  }
  std::string dim(const std::string& text) const { return coloured(text, 2); }

  std::filesystem::path counterexample_dir_;
  std::string command_;
  std::string fuzzer_command_;
  bool is_terminal_ = isatty(STDOUT_FILENO) != 0;
  std::size_t passed_count_ = 0;
  std::size_t failed_count_ = 0;
};

}  // namespace closeframe::props
