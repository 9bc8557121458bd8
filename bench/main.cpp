// SPDX-License-Identifier: Apache-2.0
// Measures the codec beside others; script/bench runs it. Each benchmark is called
// OPERATION/WORKLOAD/IMPLEMENTATION.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>

#include "operations.hpp"
#include "peers/beast.hpp"
#include "peers/closeframe.hpp"
#include "peers/copy.hpp"
#ifdef CLOSEFRAME_HAS_SIMDUTF
#include "peers/simdutf.hpp"
#endif
#include "peers/websocketpp.hpp"
#include "peers/wslay.hpp"

namespace {

using namespace closeframe::bench;

/// Each turn of a benchmark's loop goes once over all values, and counts each as one item.
void add_benchmark(const std::string& name, const auto& values, auto call) {
  benchmark::RegisterBenchmark(name.c_str(), [values, call](benchmark::State& state) {
    for (auto _ : state) {
      for (const auto& value : values) {
        auto result = call(value);
        benchmark::DoNotOptimize(result);
      }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
  });
}

template <class... Peer>
void add() {
  (benchmark::AddCustomContext(std::string("peer: ") + Peer::name, Peer::note), ...);
  for_each_operation<Peer...>([](auto&&... operation) { add_benchmark(operation...); });
}

}  // namespace

int main(int argc, char** argv) try {
  add<Closeframe, Beast, Websocketpp, Wslay,
#ifdef CLOSEFRAME_HAS_SIMDUTF
      Simdutf,
#endif
      Copy>();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
} catch (const std::exception& fault) {
  std::fprintf(stderr, "%s\n", fault.what());
  return 1;
}
