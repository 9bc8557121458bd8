// SPDX-License-Identifier: Apache-2.0
#include "kinds.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <limits>
#include <span>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

// The compiler has to believe that each of these may well go right.
#define PLANTED [[gnu::noinline]] void

namespace closeframe::planted {
namespace {

volatile bool always = true;
volatile int one = 1;
char* volatile somewhere = nullptr;
volatile int result = 0;

// ---- Ends --------------------------------------------------------------------------------------

PLANTED abort_once(bool) {
  if (always) std::abort();
}
PLANTED abort_elsewhere(bool) {
  if (always) std::abort();
}
PLANTED two_aborts(bool second) { second ? abort_elsewhere(second) : abort_once(second); }
PLANTED terminate(bool) {
  if (always) std::terminate();
}
PLANTED throw_error(bool) {
  if (always) throw std::runtime_error("planted");
}
PLANTED exit_3(bool) {
  if (always) std::exit(3);
}
PLANTED exit_at_once_3(bool) {
  if (always) std::_Exit(3);
}
PLANTED exit_at_once_0(bool) {
  if (always) std::_Exit(0);
}
PLANTED kill_itself(bool) { kill(getpid(), SIGKILL); }

// ---- Time --------------------------------------------------------------------------------------

/// Not of the clock: on a busy machine that is little work.
void use_processor(std::chrono::milliseconds time) {
  const auto end = std::clock() + time.count() * CLOCKS_PER_SEC / 1000;
  while (std::clock() < end) result = result ^ 1;
}
PLANTED hang(bool) {
  while (always) result = result ^ 1;
}
PLANTED hang_elsewhere(bool) {
  while (always) result = result ^ 3;
}
PLANTED two_hangs(bool second) { second ? hang_elsewhere(second) : hang(second); }
PLANTED slow(bool) { use_processor(std::chrono::milliseconds(1300)); }
PLANTED slower(bool) { use_processor(std::chrono::milliseconds(1)); }

// ---- Memory that is used -----------------------------------------------------------------------

char* allocate(std::size_t mebibytes) {
  auto* memory = static_cast<char*>(std::malloc(mebibytes << 20));
  for (std::size_t at = 0; at < mebibytes << 20; at += 4096) memory[at] = 1;
  return memory;
}
PLANTED allocate_gigabytes(bool) { somewhere = allocate(6144); }
PLANTED allocate_more_and_more(bool) {
  while (always) {
    somewhere = allocate(64);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}
PLANTED leak(bool) {
  somewhere = static_cast<char*>(std::malloc(1000));
  somewhere = nullptr;
}
[[gnu::noinline]] int recurse(int depth) {
  std::array<char, 1000> frame{};
  somewhere = frame.data();
  somewhere[depth % 1000] = 1;
  return always ? recurse(depth + 1) + frame[0] : depth;
}
PLANTED overflow_the_stack(bool) { result = recurse(0); }

// ---- Memory that is not there
// ------------------------------------------------------------------

[[clang::no_sanitize("null")]] PLANTED write_to_null(bool) { *somewhere = 1; }
[[clang::no_sanitize("null")]] PLANTED write_to_null_elsewhere(bool) { *somewhere = 2; }
PLANTED two_nulls(bool second) { second ? write_to_null_elsewhere(second) : write_to_null(second); }
PLANTED read_past_the_heap(bool) {
  somewhere = static_cast<char*>(std::malloc(10));
  result = somewhere[9 + one];
  std::free(somewhere);
}
PLANTED write_past_the_heap(bool) {
  somewhere = static_cast<char*>(std::malloc(10));
  somewhere[9 + one] = 1;
  std::free(somewhere);
}
PLANTED read_past_the_stack(bool) {
  std::array<char, 10> bytes{};
  somewhere = bytes.data();
  result = somewhere[9 + one];
  somewhere = nullptr;
}
PLANTED use_after_free(bool) {
  somewhere = static_cast<char*>(std::malloc(10));
  std::free(somewhere);
  result = *somewhere;
}
PLANTED free_twice(bool) {
  somewhere = static_cast<char*>(std::malloc(10));
  std::free(somewhere);
  std::free(somewhere);
  result = 1;  // so that this function is on the stack
}
PLANTED index_past_a_span(bool) {
  static constexpr std::array<char, 3> bytes{};
  result = std::span(bytes)[static_cast<std::size_t>(2 + one)];
}
PLANTED use_uninitialised(bool) {
  somewhere = static_cast<char*>(std::malloc(10));
  if (somewhere[one] != 0) result = 1;
  std::free(somewhere);
}

// ---- Arithmetic
// --------------------------------------------------------------------------------

PLANTED overflow_an_int(bool) { result = std::numeric_limits<int>::max() + one; }
PLANTED shift_too_far(bool) { result = 1 << (31 + one); }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
PLANTED lose_bits(bool) {
  const std::uint8_t byte = 255 + one;
  result = byte;
}
#pragma GCC diagnostic pop

// ---- At times
// ----------------------------------------------------------------------------------

PLANTED abort_at_times(bool second) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (now.tv_nsec / 1000 % 2 == 0) abort_once(second);
}
PLANTED abort_at_some_addresses(bool second) {
  int local = 0;
  if ((reinterpret_cast<std::uintptr_t>(&local) >> 12) % 16 != 0) abort_once(second);
}
PLANTED abort_at_first(bool second) {
  static bool is_first = true;
  if (std::exchange(is_first, false)) abort_once(second);
}
PLANTED abort_later(bool second) {
  static int count = 0;
  if (++count > 20) abort_once(second);
}

// ---- Output
// ------------------------------------------------------------------------------------

PLANTED flood(bool second) {
  static constexpr char line[] =
      "the same line of output again and again and again, which fills it";
  for (int i = 0; i < 1024 * 1024; ++i) std::fprintf(stderr, "%s\n", line);
  abort_once(second);
}
PLANTED fall_silent(bool second) {
  close(STDERR_FILENO);
  close(STDOUT_FILENO);
  abort_once(second);
}

struct Row {
  std::string_view name;
  Strike strike;
};
constexpr auto kinds = std::to_array<Row>({
    {"abort", abort_once},
    {"two-aborts", two_aborts},
    {"terminate", terminate},
    {"throw", throw_error},
    {"exit-3", exit_3},
    {"_Exit-3", exit_at_once_3},
    {"_Exit-0", exit_at_once_0},
    {"kill", kill_itself},
    {"hang", hang},
    {"two-hangs", two_hangs},
    {"slow", slow},
    {"slower", slower},
    {"gigabytes", allocate_gigabytes},
    {"more-and-more", allocate_more_and_more},
    {"leak", leak},
    {"stack-overflow", overflow_the_stack},
    {"null", write_to_null},
    {"two-nulls", two_nulls},
    {"heap-read", read_past_the_heap},
    {"heap-write", write_past_the_heap},
    {"stack-read", read_past_the_stack},
    {"use-after-free", use_after_free},
    {"double-free", free_twice},
    {"span-index", index_past_a_span},
    {"uninitialised", use_uninitialised},
    {"int-overflow", overflow_an_int},
    {"shift", shift_too_far},
    {"conversion", lose_bits},
    {"by-time", abort_at_times},
    {"by-address", abort_at_some_addresses},
    {"at-first", abort_at_first},
    {"later", abort_later},
    {"flood", flood},
    {"silence", fall_silent},
});

}  // namespace

Strike find_kind(std::string_view kind) {
  for (const Row& row : kinds)
    if (row.name == kind) return row.strike;
  return nullptr;
}

}  // namespace closeframe::planted
