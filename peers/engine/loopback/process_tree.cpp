// SPDX-License-Identifier: Apache-2.0
#include "process_tree.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <vector>

#include "guardian.hpp"
#include "processes.hpp"

namespace closeframe::peers {
namespace {

[[noreturn]] void give_up(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

struct Pipe {
  Descriptor to_read, to_write;

  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) give_up("pipe");
    to_read = Descriptor(ends[0]);
    to_write = Descriptor(ends[1]);
  }
};

int pidfd_open(pid_t process) { return static_cast<int>(::syscall(SYS_pidfd_open, process, 0)); }

std::string words_for(int status) {
  if (WIFSIGNALED(status)) return "was killed by signal " + std::to_string(WTERMSIG(status));
  return "exited with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

ProcessTree::ProcessTree(std::span<const std::string> command) {
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  ::signal(SIGPIPE, SIG_IGN);  // one that has ended is seen by write()

  Pipe input, output, errors, life, memory;
  guardian_ = ::fork();
  if (guardian_ < 0) give_up("fork");
  if (guardian_ == 0) {
    ::dup2(input.to_read.get(), STDIN_FILENO);
    ::dup2(output.to_write.get(), STDOUT_FILENO);
    ::dup2(errors.to_write.get(), STDERR_FILENO);
    ::dup2(life.to_read.get(), lifeline);
    ::dup2(memory.to_write.get(), word_of_memory);
    for (const int fd : {lifeline, word_of_memory}) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::close_range(word_of_memory + 1, ~0U, 0);
    guard(arguments.data());
  }
  end_ = Descriptor(pidfd_open(guardian_));
  input_ = std::move(input.to_write);
  output_ = std::move(output.to_read);
  errors_ = std::move(errors.to_read);
  lifeline_ = std::move(life.to_write);
  word_of_memory_ = std::move(memory.to_read);
  for (const int fd : {input_.get(), output_.get(), errors_.get(), word_of_memory_.get()})
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
}

bool ProcessTree::write(std::string_view text) {
  // A line is far shorter than a pipe is deep: one that does not fit was never read.
  const auto size = static_cast<ssize_t>(text.size());
  return input_ && ::write(input_.get(), text.data(), text.size()) == size;
}

std::optional<std::string> ProcessTree::wait(std::chrono::milliseconds bound) {
  if (how_it_ended_) return how_it_ended_;
  pollfd awaited{end_.get(), POLLIN, 0};
  if (::poll(&awaited, 1, static_cast<int>(bound.count())) <= 0) return {};
  int status = 0;
  while (::waitpid(guardian_, &status, 0) < 0 && errno == EINTR) {
  }
  return how_it_ended_ = words_for(status);
}

void ProcessTree::kill() {
  lifeline_.close();
  wait(std::chrono::milliseconds(-1));
}

bool ProcessTree::took_too_much_memory() const {
  char word = 0;
  return ::read(word_of_memory_.get(), &word, 1) == 1;
}

std::size_t ProcessTree::count_sockets() const {
  std::size_t count = 0;
  for (const pid_t process : processes_below(guardian_)) count += socket_count_of(process);
  return count;
}

}  // namespace closeframe::peers
