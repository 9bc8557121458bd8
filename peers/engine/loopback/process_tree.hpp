// SPDX-License-Identifier: Apache-2.0
// A program of somebody else, with all that it starts.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <span>
#include <string>

#include "descriptor.hpp"

namespace closeframe::peers {

/// A program that runs below a guardian: a child of ours that ends when the program does, or when
/// we do, whatever we die of, and then kills all that the program has started and left behind.
class ProcessTree {
 public:
  /// That it cannot be started is seen as its end, with status 127. Throws std::system_error where
  /// this machine has no pipe or process left.
  explicit ProcessTree(std::span<const std::string> command);
  ProcessTree(const ProcessTree&) = delete;
  ProcessTree& operator=(const ProcessTree&) = delete;
  ~ProcessTree() { kill(); }

  int output() const { return output_.get(); }
  int errors() const { return errors_.get(); }

  /// Writes to its standard input. False where it does not read, or has ended.
  bool write(std::string_view text);
  void end_input() { input_.close(); }

  /// In words, how it ended: "exited with status 1", "was killed by signal 11"; nothing where it
  /// runs on for longer than this.
  std::optional<std::string> wait(std::chrono::milliseconds bound);

  /// Ends all of it, at once.
  void kill();

  /// Whether it was ended because it took more memory than `most_memory`. To be asked once, after
  /// its end.
  bool took_too_much_memory() const;

  /// How many sockets its processes have open.
  std::size_t count_sockets() const;

 private:
  pid_t guardian_ = -1;
  Descriptor input_, output_, errors_;
  Descriptor lifeline_;  // the guardian kills when this closes
  Descriptor word_of_memory_;
  Descriptor end_;  // readable once the guardian has ended
  std::optional<std::string> how_it_ended_;
};

}  // namespace closeframe::peers
