// SPDX-License-Identifier: Apache-2.0
// Every fast engine over one codec, planted bugs included: for script/mutants. Goes on where
// `props` and the fuzz targets stop at the first broken property, and outlives a property that
// crashes or hangs.
//
//   engines random FOLDER SEED     the cases RapidCheck tries, which mutants/cases.cpp wrote
//   engines exhaustive             every domain; a large one only where no smaller one has noticed
//   engines replay CORPUS          every property over the seeds of its target
//   engines list                   the properties: a line each
//
// Prints a line a broken property: its identifier, how it was noticed (broken, crash or timeout),
// and after how many cases and seconds. Exit status: 0 all ran, 2 the call is at fault.
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "cases.hpp"
#include "exhaustive.hpp"

namespace closeframe::props {
namespace {

/// A property that takes longer hangs.
constexpr unsigned limit_seconds = 20;

/// Domains above this size are left out for a codec that smaller ones have shown to be broken.
constexpr std::uint64_t large_domain = 20'000;

using Clock = std::chrono::steady_clock;

struct Arguments {
  std::string engine, folder, seed;
};

/// How many cases an engine took to notice; 0 where it did not.
using Engine = std::function<std::uint64_t()>;

/// What a child process says that ends by itself.
struct Noticed {
  std::uint64_t case_count;
};

/// Runs `engine` in a process of its own. Prints what it noticed; says whether it did.
bool notices(const std::string& id, const Engine& engine) {
  int channel[2];
  if (pipe(channel) != 0) throw std::runtime_error("cannot make a pipe");
  std::fflush(stdout);
  const auto start = Clock::now();
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    alarm(limit_seconds);
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
  const bool hung = WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM;
  const char* how = answered ? "broken" : hung ? "timeout" : "crash";
  std::printf("%s %s %llu %.3f\n", id.c_str(), how,
              static_cast<unsigned long long>(noticed.case_count), took.count());
  return true;
}

/// The number of the first of `inputs` that breaks `property`, from 1; 0 where none does.
template <class Shape>
std::uint64_t first_broken(const Property<Shape>& property, const std::vector<Bytes>& inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (!property.holds(Shape::from(inputs[i]))) return i + 1;
  return 0;
}

template <class Shape>
void run_random(const Arguments& arguments) {
  for (const auto& property : properties<Shape>) {
    notices(id_of(property), [&] {
      return first_broken(property, read_cases(arguments.folder, arguments.seed, id_of(property)));
    });
  }
}

template <class Shape>
void run_replay(const Arguments& arguments) {
  std::map<std::filesystem::path, Bytes> seeds;  // in the order of their names
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(arguments.folder) / Shape::target))
    seeds[entry.path()] = read_file(entry.path());
  std::vector<Bytes> inputs;
  for (const auto& [path, input] : seeds) inputs.push_back(input);
  if (inputs.empty()) throw std::runtime_error("there is no seed in " + arguments.folder);
  for (const auto& property : properties<Shape>)
    notices(id_of(property), [&] { return first_broken(property, inputs); });
}

bool is_large(const Domain& domain) {
  std::uint64_t size = 0;
  domain.enumerate([&](Input) { return ++size <= large_domain; });
  return size > large_domain;
}

/// Whether some property is broken by a member of the large domains, or of the others.
template <class Shape>
bool check_domains(bool large) {
  bool noticed = false;
  for (const auto& domain : domains<Shape>) {
    if (domain.nightly || is_large(domain) != large) continue;
    for (const auto& property : properties<Shape>) {
      if (!domain.is_for(property.name)) continue;
      noticed |= notices(id_of(property), [&]() -> std::uint64_t {
        const Outcome outcome = check_all(property, domain);
        return outcome.passed() ? 0 : outcome.case_count;
      });
    }
  }
  return noticed;
}

void run_exhaustive() {
  for (const bool large : {false, true}) {
    bool noticed = false;
    for_each_shape([&]<class Shape>() { noticed |= check_domains<Shape>(large); });
    if (noticed) return;
  }
}

template <class Shape>
void list() {
  for (const auto& property : properties<Shape>) std::puts(id_of(property).c_str());
}

void run(const Arguments& arguments) {
  if (arguments.engine == "exhaustive") run_exhaustive();
  for_each_shape([&]<class Shape>() {
    if (arguments.engine == "list") list<Shape>();
    if (arguments.engine == "random") run_random<Shape>(arguments);
    if (arguments.engine == "replay") run_replay<Shape>(arguments);
  });
}

}  // namespace
}  // namespace closeframe::props

int main(int argc, char** argv) {
  if (argc < 2 || argc > 4) {
    std::fputs("usage: engines list|random|exhaustive|replay [FOLDER [SEED]]\n", stderr);
    return 2;
  }
  try {
    closeframe::props::run({argv[1], argc > 2 ? argv[2] : "", argc > 3 ? argv[3] : ""});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "engines: %s\n", error.what());
    return 2;
  }
}
