// SPDX-License-Identifier: Apache-2.0
// Counts the instructions of each operation under valgrind's callgrind, which dumps them by name:
// unlike times they are the same on a busy machine. script/bench --instructions runs it.
#include <benchmark/benchmark.h>
#include <valgrind/callgrind.h>

#include <string>

#include "operations.hpp"
#include "peers/closeframe.hpp"

namespace {

/// Counts the last 100 calls, so that none of them does anything for the first time.
void count(const std::string& name, const auto& values, auto call) {
  for (const auto& value : values) {
    if (&value == &values.end()[-100]) CALLGRIND_ZERO_STATS;
    auto result = call(value);
    benchmark::DoNotOptimize(result);
  }
  CALLGRIND_DUMP_STATS_AT(name.c_str());
}

}  // namespace

int main() {
  using namespace closeframe::bench;
  for_each_operation<Closeframe>([](auto&&... operation) { count(operation...); });
}
