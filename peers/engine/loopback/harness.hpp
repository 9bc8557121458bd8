// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/loopback/harness_lines.hpp"
#include "engine/loopback/process_tree.hpp"
#include "engine/peer.hpp"

namespace closeframe::peers {

/// Troubles, each once.
class Troubles {
 public:
  void add(Trouble trouble);
  std::span<const Trouble> all() const { return all_; }

 private:
  std::vector<Trouble> all_;
};

/// What a harness has said of one connection.
struct News {
  bool is_open = false;
  std::vector<OfConnection::Kind> answers;  ///< `asked`, `refused`, or `failed`: to a wish
  std::vector<props::dialogue::Told> told;
};

/// A harness that was started: one process and what it says, line by line.
class Harness {
 public:
  Harness(std::span<const std::string> command, Troubles& troubles);

  /// Waits until it is ready. False where it will not be: why is a trouble.
  bool become_ready();
  const Ready& ready() const { return *ready_; }

  /// Takes in all that it has said, without waiting.
  void take_in();

  /// Until it has more to say, each of these can be read.
  std::vector<int> sources() const;

  /// In words, how its process ended, or why it was ended; empty while it runs.
  const std::string& end() const { return end_; }

  void watch(const std::string& connection) { news_[connection]; }
  void forget(const std::string& connection);
  const News& news_of(const std::string& connection) const { return news_.at(connection); }

  bool tell_to_connect(const std::string& url);

  /// Ends its input and waits for its process to end, and then kills what is left. That it had to
  /// be killed, or had kept connections open, is a trouble.
  void stop();

  void kill() { process_.kill(); }

 private:
  void read_output();
  void read_errors();
  void take_line(std::string_view line);
  void take(const OfConnection& said);
  void end_with(Trouble trouble);
  std::string last_words() const;

  ProcessTree process_;
  Troubles& troubles_;
  std::optional<Ready> ready_;
  std::map<std::string, News> news_;
  std::map<std::string, bool> forgotten_;
  std::string line_;         // that has not ended yet
  std::string errors_;       // the beginning of what it wrote to standard error
  std::size_t unasked_ = 0;  // bytes since the last connection began
  std::size_t first_socket_count_ = 0;
  std::string end_;
};

}  // namespace closeframe::peers
