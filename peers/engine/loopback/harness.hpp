// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../peer.hpp"
#include "harness_lines.hpp"
#include "process_tree.hpp"

namespace closeframe::peers {

/// The first trouble of each kind.
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
  std::vector<OfConnection::Kind> answers;  ///< `asked`, `refused` or `failed`, as they came
  std::vector<props::dialogue::Told> told;
};

/// A harness that was started: its process, and what it says line by line.
class Harness {
 public:
  Harness(std::span<const std::string> command, Troubles& troubles);

  /// Waits until it is ready. False where it will not be: why is a trouble.
  bool become_ready();
  const Ready& ready() const { return *ready_; }

  /// Takes in all that it has said, without waiting.
  void take_in();

  /// When it has more to say, one of these can be read.
  std::vector<int> sources() const;

  /// In words, how its process ended, or why we ended it; empty while it runs.
  const std::string& end() const { return end_; }

  void watch(const std::string& connection);
  void forget(const std::string& connection);
  const News& news_of(const std::string& connection) const { return news_.at(connection); }

  /// Whether it has told a second time that a connection is over, once we had done with it.
  bool tells_again() const { return tells_again_; }

  bool tell_to_connect(const std::string& url);

  /// To be called while one connection is open: more sockets than now are a leak at the end.
  void note_sockets();

  /// Ends its input, waits for its process to end, and kills what is left. That something had to be
  /// killed, or that it has kept connections, is a trouble.
  void stop();

 private:
  void read_output();
  void read_errors();
  void take_line(std::string_view text);
  void take(const OfConnection& said);
  void take_late(const OfConnection& said);
  void end_because_process_did();
  void end_because_of_a_flood();

  ProcessTree process_;
  Troubles& troubles_;
  std::optional<Ready> ready_;
  std::map<std::string, News> news_;
  std::map<std::string, bool> forgotten_;  // whether it was told of
  bool tells_again_ = false;
  std::string line_;  // that has not ended yet
  std::string errors_;
  bool have_errors_ended_ = false;
  std::size_t unasked_count_ = 0;  // of lines since the last connection began
  std::optional<std::size_t> first_socket_count_;
  std::string end_;
};

}  // namespace closeframe::peers
