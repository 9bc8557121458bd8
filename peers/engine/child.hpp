// SPDX-License-Identifier: Apache-2.0
// A forked child that answers questions, so that what it calls may crash, hang or devour memory.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

#include "dialogue/transcript.hpp"
#include "message.hpp"

namespace closeframe::peers {

/// Gives the answer to a question.
using Answering = std::function<Bytes(Input)>;

/// The child is a copy of this process and dies with it, or with this object. It prints nothing:
/// its standard output is dropped, its standard error is kept for its last words.
class Child {
 public:
  /// Throws std::system_error where the machine has no room for a process.
  explicit Child(const Answering& answering);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  /// Its answer; nothing where it died of the question or did not answer within seconds, and was
  /// ended for that: see `fate`. Not to be asked again then.
  std::optional<Bytes> ask(Input question);

  props::dialogue::Fate fate() const { return fate_; }
  const std::string& last_words() const { return last_words_; }

 private:
  void end(props::dialogue::Fate fate);

  pid_t process_ = -1;
  int socket_ = -1;
  int standard_error_ = -1;
  props::dialogue::Fate fate_ = props::dialogue::Fate::lived;
  std::string last_words_;
};

}  // namespace closeframe::peers
