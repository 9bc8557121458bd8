// SPDX-License-Identifier: Apache-2.0
#include "child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <system_error>
#include <utility>

#include "last_words.hpp"

extern "C" {  // glibc 2.36 leaves this out
#include <sys/pidfd.h>
}

namespace closeframe::peers {
namespace {

using props::dialogue::Fate;
using Clock = std::chrono::steady_clock;

/// An answer takes microseconds. Whoever takes this long hangs, on a busy machine, too; see that a
/// hang is confirmed alone.
constexpr auto patience = std::chrono::seconds(2);
constexpr rlim_t memory_limit = rlim_t{1} << 27;  ///< beyond what it has at its start
constexpr rlim_t cpu_seconds = 10;                ///< for one answer
constexpr rlim_t longest_standard_error = rlim_t{1} << 20;

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// Reads or writes (as `transfer` does) all of `size` bytes; false at the end of the stream or past
/// the deadline, which is none for a child.
template <class Byte, class Transfer>
bool all(Byte* bytes, std::size_t size, int socket, short event, Transfer transfer,
         std::optional<Clock::time_point> deadline) {
  while (size != 0) {
    if (deadline) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
      pollfd waited{socket, event, 0};
      const int ready = poll(&waited, 1, left > 0 ? static_cast<int>(left) : 0);
      if (ready == 0) return false;
      if (ready < 0 && errno != EINTR) throw_errno("poll");
      if (ready < 0) continue;
    }
    const ssize_t done = transfer(socket, bytes, size);
    if (done < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (done <= 0) return false;
    bytes += done;
    size -= static_cast<std::size_t>(done);
  }
  return true;
}

bool send_message(int socket, Input message, std::optional<Clock::time_point> deadline) {
  const auto send_some = [&](int to, const std::uint8_t* bytes, std::size_t size) {
    return send(to, bytes, size, MSG_NOSIGNAL | (deadline ? MSG_DONTWAIT : 0));
  };
  Message framed;
  framed.put(message);
  return all(framed.bytes().data(), framed.bytes().size(), socket, POLLOUT, send_some, deadline);
}

std::optional<Bytes> receive_message(int socket, std::optional<Clock::time_point> deadline) {
  const auto receive_some = [&](int from, std::uint8_t* bytes, std::size_t size) {
    return recv(from, bytes, size, deadline ? MSG_DONTWAIT : 0);
  };
  std::uint8_t size_bytes[sizeof(std::uint32_t)];
  if (!all(size_bytes, sizeof size_bytes, socket, POLLIN, receive_some, deadline)) return {};
  Bytes message(MessageReader(size_bytes).take<std::uint32_t>());
  if (!all(message.data(), message.size(), socket, POLLIN, receive_some, deadline)) return {};
  return message;
}

void limit(__rlimit_resource_t what, rlim_t most) {
  const rlimit limits{most, most};
  if (setrlimit(what, &limits) != 0) throw_errno("setrlimit");
}

/// Bytes of data that this process has mapped so far; AddressSanitizer alone maps terabytes.
rlim_t mapped_data() {
  std::ifstream file("/proc/self/statm");
  rlim_t size = 0, resident = 0, shared = 0, text = 0, unused = 0, data = 0;
  file >> size >> resident >> shared >> text >> unused >> data;
  return data * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

void allow_cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto so_far = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
  // The hard limit stays as it is: it can only sink.
  rlimit limits{};
  getrlimit(RLIMIT_CPU, &limits);
  limits.rlim_cur = so_far + cpu_seconds;
  setrlimit(RLIMIT_CPU, &limits);
}

/// What makes a process a child whose accidents stay its own.
void confine(pid_t parent, int standard_error) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) _exit(0);
  prctl(PR_SET_DUMPABLE, 0);  // a crash is expected: no core
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  dup2(nothing, STDOUT_FILENO);
  dup2(standard_error, STDERR_FILENO);
  limit(RLIMIT_DATA, mapped_data() + memory_limit);
  limit(RLIMIT_FSIZE, longest_standard_error);
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGINT, SIG_IGN);  // of a terminal: its parent decides
}

[[noreturn]] void serve(int socket, const Answering& answering) noexcept {
  while (true) {
    const auto question = receive_message(socket, {});
    if (!question) _exit(0);
    allow_cpu_seconds();
    if (!send_message(socket, answering(*question), {})) _exit(0);
  }
}

std::string all_of(int file) {
  std::string text(longest_standard_error, '\0');
  const ssize_t size = pread(file, text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

}  // namespace

Child::Child(const Answering& answering) {
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) throw_errno("socketpair");
  standard_error_ = memfd_create("standard error of a child", MFD_CLOEXEC);
  if (standard_error_ < 0) throw_errno("memfd_create");
  const pid_t parent = getpid();
  process_ = fork();
  if (process_ < 0) throw_errno("fork");
  if (process_ == 0) {
    close(sockets[0]);
    confine(parent, standard_error_);
    serve(sockets[1], answering);
  }
  close(sockets[1]);
  socket_ = sockets[0];
}

Child::~Child() {
  if (fate_ == Fate::lived) end(Fate::lived);
  close(socket_);
  close(standard_error_);
}

std::optional<Bytes> Child::ask(Input question) {
  const auto deadline = Clock::now() + patience;
  if (send_message(socket_, question, deadline))
    if (auto answer = receive_message(socket_, deadline)) return answer;
  end(Clock::now() < deadline ? Fate::crashed : Fate::hung);
  return {};
}

void Child::end(Fate fate) {
  // One that crashed is dying already, and its own signal counts. One that only hung up hangs.
  pollfd dying{pidfd_open(process_, 0), POLLIN, 0};
  if (fate == Fate::crashed &&
      poll(&dying, 1, static_cast<int>(std::chrono::milliseconds(patience).count())) == 0)
    fate = Fate::hung;
  close(dying.fd);
  kill(process_, SIGKILL);
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  fate_ = fate;
  if (fate == Fate::hung)
    last_words_ = "no answer for " + std::to_string(patience.count()) + " s";
  else if (fate == Fate::crashed) {
    const std::string said = peers::last_words(all_of(standard_error_));
    last_words_ = ending_in_words(status) + (said.empty() ? "" : ": " + said);
  }
}

}  // namespace closeframe::peers
