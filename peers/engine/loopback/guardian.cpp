// SPDX-License-Identifier: Apache-2.0
#include "guardian.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "processes.hpp"

namespace closeframe::peers {
namespace {

constexpr int between_looks = 100;  ///< at its memory, in ms: a core fills some 300 MiB meanwhile

int pidfd_open(pid_t process) { return static_cast<int>(::syscall(SYS_pidfd_open, process, 0)); }

/// Where memory runs out all the same, the system is to take it from the program.
void offer_itself() { std::ofstream("/proc/self/oom_score_adj") << 1000; }

[[noreturn]] void become(char* const* arguments) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_DFL);
  offer_itself();
  ::execvp(arguments[0], arguments);
  ::dprintf(STDERR_FILENO, "%s: %s\n", arguments[0], std::strerror(errno));
  ::_exit(127);
}

bool takes_too_much_memory() {
  std::size_t size = 0;
  for (const pid_t process : processes_below(::getpid())) size += memory_size_of(process);
  return size > most_memory;
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

void watch(pid_t program) {
  std::array<pollfd, 2> awaited{pollfd{lifeline, POLLIN, 0},
                                pollfd{pidfd_open(program), POLLIN, 0}};
  while (::poll(awaited.data(), awaited.size(), between_looks) <= 0) {
    if (!takes_too_much_memory()) continue;
    ::dprintf(word_of_memory, "!");
    return;
  }
}

}  // namespace

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
  watch(program);
  end_as(kill_all_below(program));
}

}  // namespace closeframe::peers
