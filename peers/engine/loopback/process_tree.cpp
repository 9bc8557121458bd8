// SPDX-License-Identifier: Apache-2.0
#include "process_tree.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

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

std::vector<pid_t> children_of(pid_t process) {
  const std::string id = std::to_string(process);
  std::ifstream file("/proc/" + id + "/task/" + id + "/children");
  std::vector<pid_t> children;
  for (pid_t child = 0; file >> child;) children.push_back(child);
  return children;
}

// ---- In the guardian and below it
// ----------------------------------------------------------------

constexpr int lifeline = 3;

[[noreturn]] void become(char* const* arguments) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_DFL);
  ::execvp(arguments[0], arguments);
  ::dprintf(STDERR_FILENO, "%s: %s\n", arguments[0], std::strerror(errno));
  ::_exit(127);
}

/// Kills all that is left: whoever loses its parent becomes the guardian's child, and is next.
int kill_all_below(pid_t program) {
  int status = 0;
  ::kill(-program, SIGKILL);
  for (;;) {
    for (const pid_t child : children_of(::getpid())) ::kill(child, SIGKILL);
    int ended = 0;
    const pid_t child = ::waitpid(-1, &ended, 0);
    if (child == program) status = ended;
    if (child < 0 && errno == ECHILD) return status;
  }
}

/// As the program ended, so does its guardian.
[[noreturn]] void end_as(int status) {
  if (WIFSIGNALED(status)) {
    ::signal(WTERMSIG(status), SIG_DFL);
    ::kill(::getpid(), WTERMSIG(status));
  }
  ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

[[noreturn]] void guard(char* const* arguments) {
  ::setsid();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_IGN);

  const pid_t program = ::fork();
  if (program == 0) become(arguments);
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int standard : {0, 1, 2}) ::dup2(nowhere, standard);
  std::array<pollfd, 2> awaited{pollfd{lifeline, POLLIN, 0},
                                pollfd{pidfd_open(program), POLLIN, 0}};
  while (::poll(awaited.data(), awaited.size(), -1) < 0 && errno == EINTR) {
  }
  end_as(kill_all_below(program));
}

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

  Pipe input, output, errors, life;
  guardian_ = ::fork();
  if (guardian_ < 0) give_up("fork");
  if (guardian_ == 0) {
    ::dup2(input.to_read.get(), STDIN_FILENO);
    ::dup2(output.to_write.get(), STDOUT_FILENO);
    ::dup2(errors.to_write.get(), STDERR_FILENO);
    ::dup2(life.to_read.get(), lifeline);
    ::fcntl(lifeline, F_SETFD, FD_CLOEXEC);
    ::close_range(lifeline + 1, ~0U, 0);
    guard(arguments.data());
  }
  end_ = Descriptor(pidfd_open(guardian_));
  input_ = std::move(input.to_write);
  output_ = std::move(output.to_read);
  errors_ = std::move(errors.to_read);
  lifeline_ = std::move(life.to_write);
  for (const int fd : {input_.get(), output_.get(), errors_.get()})
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

std::size_t ProcessTree::count_sockets() const {
  std::size_t count = 0;
  std::vector<pid_t> processes = children_of(guardian_);
  while (!processes.empty()) {
    const pid_t process = processes.back();
    processes.pop_back();
    for (const pid_t child : children_of(process)) processes.push_back(child);
    std::error_code error;
    const std::filesystem::path open_files = "/proc/" + std::to_string(process) + "/fd";
    std::filesystem::directory_iterator file(open_files, error);
    for (; file != std::filesystem::directory_iterator(); file.increment(error))
      count += std::filesystem::read_symlink(*file, error).string().starts_with("socket:");
  }
  return count;
}

}  // namespace closeframe::peers
