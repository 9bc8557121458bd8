// SPDX-License-Identifier: Apache-2.0
// Measures the codec beside others; script/bench runs it. Each benchmark is called
// OPERATION/WORKLOAD/IMPLEMENTATION.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <exception>

#include "operations.hpp"
#include "peers/beast.hpp"
#include "peers/closeframe.hpp"
#include "peers/copy.hpp"
#ifdef CLOSEFRAME_HAS_SIMDUTF
#include "peers/simdutf.hpp"
#endif
#include "peers/websocketpp.hpp"
#include "peers/wslay.hpp"
#include "workloads.hpp"

namespace {

using namespace closeframe::bench;

template <class... Peer>
void add() {
  (benchmark::AddCustomContext(std::string("peer: ") + Peer::name, Peer::note), ...);
  for (const Workload& workload : workloads()) (Operations<Peer>{workload}, ...);
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
