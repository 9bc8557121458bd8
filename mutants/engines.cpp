// SPDX-License-Identifier: Apache-2.0
// Every fast engine over one codec, planted bugs included: for script/mutants. Goes on where
// `props` and the fuzz targets stop at the first broken property, and outlives a property that
// crashes or hangs.
//
//   engines CODEC random FOLDER SEED     the cases RapidCheck tries, which cases.cpp wrote; of the
//                                        properties named behind, or of all
//   engines CODEC exhaustive             every domain; a large one only where no smaller one
//   noticed engines CODEC replay CORPUS          every property over the seeds of its target
//   engines CODEC list                   the properties: a line each
//   engines --first-kill CODEC ...       stops where a property has noticed
//
// CODEC is a library that was built of codec.cpp. Prints a line a broken property: its identifier,
// how it was noticed (broken, crash or timeout), and after how many cases and seconds. Exit status:
// 0 all ran, 2 the call is at fault.
#include <dlfcn.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "cases.hpp"
#include "codec.hpp"
#include "domains.hpp"
#include "shapes.hpp"

namespace closeframe::mutants {
namespace {

using props::Bytes, props::Domain, props::Input;

/// A property that takes longer hangs: of the processor's time, as the machine may be busy.
constexpr itimerval limit{.it_interval = {}, .it_value = {.tv_sec = 20, .tv_usec = 0}};

/// Domains above this size are left out for a codec that smaller ones have shown to be broken.
constexpr std::uint64_t large_domain = 20'000;

using Clock = std::chrono::steady_clock;

/// How many cases an engine took to notice; 0 where it did not.
using Engine = std::function<std::uint64_t()>;

std::span<const Row> load(const std::string& path) {
  void* library = dlopen(std::filesystem::absolute(path).c_str(), RTLD_NOW | RTLD_LOCAL);
  void* symbol = library != nullptr ? dlsym(library, rows_symbol) : nullptr;
  if (symbol == nullptr) throw std::runtime_error(dlerror());
  return reinterpret_cast<Rows*>(symbol)();
}

std::string id_of(const Row& row) { return std::string(row.shape) + "." + std::string(row.name); }

/// What a child process says that ends by itself.
struct Noticed {
  std::uint64_t case_count;
};

/// Set by --first-kill. A bug that makes everything hang would cost the limit once a property.
bool stops_at_first_kill = false;

/// Runs `engine` in a process of its own. Prints what it noticed; says whether it did.
bool notices(const Row& row, const Engine& engine) {
  int channel[2];
  if (pipe(channel) != 0) throw std::runtime_error("cannot make a pipe");
  std::fflush(stdout);
  const auto start = Clock::now();
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    setitimer(ITIMER_PROF, &limit, nullptr);
    std::freopen("/dev/null", "w", stderr);
    const Noticed noticed{engine()};
    _exit(write(channel[1], &noticed, sizeof noticed) == sizeof noticed ? 0 : 1);
  }
  close(channel[1]);
  Noticed noticed{};
  const bool answered = read(channel[0], &noticed, sizeof noticed) == sizeof noticed;
  close(channel[0]);
  int status = 0;
  waitpid(child, &status, 0);
  const std::chrono::duration<double> took = Clock::now() - start;
  if (answered && noticed.case_count == 0) return false;
  const bool hung = WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF;
  const char* how = answered ? "broken" : hung ? "timeout" : "crash";
  std::printf("%s %s %llu %.3f\n", id_of(row).c_str(), how,
              static_cast<unsigned long long>(noticed.case_count), took.count());
  if (stops_at_first_kill) std::exit(0);
  return true;
}

/// The number of the first of `inputs` that breaks a property, from 1; 0 where none does.
std::uint64_t first_broken(const Row& row, const std::vector<Bytes>& inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (!row.holds(inputs[i])) return i + 1;
  return 0;
}

/// The same of a domain's members.
std::uint64_t first_broken(const Row& row, const Domain& domain) {
  std::uint64_t case_count = 0;
  bool holds = true;
  domain.enumerate([&](Input input) {
    ++case_count;
    return holds = row.holds(input);
  });
  return holds ? 0 : case_count;
}

/// The properties called `names`; all of them where there is none.
void run_random(std::span<const Row> rows, const std::string& folder, const std::string& seed,
                std::span<const std::string> names) {
  for (const Row& row : rows)
    if (names.empty() || std::ranges::find(names, id_of(row)) != names.end())
      notices(row, [&] { return first_broken(row, read_cases(folder, seed, id_of(row))); });
}

/// The seeds of a target, in the order of their names.
std::vector<Bytes> read_seeds(const std::filesystem::path& folder) {
  std::map<std::filesystem::path, Bytes> seeds;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    seeds[entry.path()] = read_file(entry.path());
  if (seeds.empty()) throw std::runtime_error("there is no seed in " + folder.string());
  std::vector<Bytes> inputs;
  for (const auto& [path, input] : seeds) inputs.push_back(input);
  return inputs;
}

void run_replay(std::span<const Row> rows, const std::filesystem::path& corpus) {
  props::for_each_shape([&]<class Shape>() {
    const auto inputs = read_seeds(corpus / Shape::target);
    for (const Row& row : rows)
      if (row.shape == Shape::name) notices(row, [&] { return first_broken(row, inputs); });
  });
}

bool is_large(const Domain& domain) {
  std::uint64_t size = 0;
  domain.enumerate([&](Input) { return ++size <= large_domain; });
  return size > large_domain;
}

/// Whether some property is broken by a member of the large domains of a shape, or of the others.
template <class Shape>
bool check_domains(std::span<const Row> rows, bool large) {
  bool noticed = false;
  for (const Domain& domain : props::domains<Shape>) {
    if (domain.nightly || is_large(domain) != large) continue;
    for (const Row& row : rows)
      if (row.shape == Shape::name && domain.is_for(row.name))
        noticed |= notices(row, [&] { return first_broken(row, domain); });
  }
  return noticed;
}

void run_exhaustive(std::span<const Row> rows) {
  for (const bool large : {false, true}) {
    bool noticed = false;
    props::for_each_shape([&]<class Shape>() { noticed |= check_domains<Shape>(rows, large); });
    if (noticed) return;
  }
}

/// Says whether there is such an engine.
bool run(const std::vector<std::string>& arguments) {
  const auto rows = load(arguments[0]);
  const std::string& engine = arguments[1];
  if (engine == "list" && arguments.size() == 2)
    for (const Row& row : rows) std::puts(id_of(row).c_str());
  else if (engine == "exhaustive" && arguments.size() == 2)
    run_exhaustive(rows);
  else if (engine == "replay" && arguments.size() == 3)
    run_replay(rows, arguments[2]);
  else if (engine == "random" && arguments.size() >= 4)
    run_random(rows, arguments[2], arguments[3], std::span(arguments).subspan(4));
  else
    return false;
  return true;
}

}  // namespace
}  // namespace closeframe::mutants

int main(int argc, char** argv) {
  using closeframe::mutants::stops_at_first_kill;
  std::vector<std::string> arguments(argv + 1, argv + argc);
  stops_at_first_kill = !arguments.empty() && arguments[0] == "--first-kill";
  if (stops_at_first_kill) arguments.erase(arguments.begin());
  try {
    if (arguments.size() >= 2 && closeframe::mutants::run(arguments)) return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "engines: %s\n", error.what());
    return 2;
  }
  std::fputs(
      "usage: engines [--first-kill] CODEC list|random|exhaustive|replay [FOLDER [SEED "
      "[PROPERTY...]]]\n",
      stderr);
  return 2;
}
