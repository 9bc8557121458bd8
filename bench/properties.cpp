// SPDX-License-Identifier: Apache-2.0
// How long the properties take by themselves: each shape's, all of them, over the seeds of its fuzz
// target, without sanitizers and without an engine. script/bench --targets runs it.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "catalogue.hpp"

namespace {

namespace props = closeframe::props;

std::vector<std::string> files_in(const std::filesystem::path& folder) {
  std::vector<std::string> contents;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    contents.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    if (!file) throw std::runtime_error("cannot read " + entry.path().string());
  }
  return contents;
}

/// Each turn of the benchmark's loop goes once over all inputs, and counts each as one item.
template <class Shape>
void add_benchmark(const std::filesystem::path& corpus) {
  const std::string target(Shape::target);
  benchmark::RegisterBenchmark(
      target.c_str(), [inputs = files_in(corpus / target)](benchmark::State& state) {
        for (auto _ : state)
          for (const auto& input : inputs) {
            const auto* data = reinterpret_cast<const std::uint8_t*>(input.data());
            const auto one = props::case_from<Shape>({data, input.size()});
            for (const auto& property : props::properties<Shape>)
              if (!property.holds(one)) return state.SkipWithError(property.name.data());
          }
        state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(inputs.size()));
      });
}

}  // namespace

int main(int argc, char** argv) try {
  benchmark::Initialize(&argc, argv);
  if (argc != 2) {
    std::fputs("usage: properties CORPUS [OPTION OF GOOGLE BENCHMARK]...\n", stderr);
    return 2;
  }
  props::for_each_shape([&]<class Shape>() { add_benchmark<Shape>(argv[1]); });
  benchmark::RunSpecifiedBenchmarks();
  return 0;
} catch (const std::exception& fault) {
  std::fprintf(stderr, "properties: %s\n", fault.what());
  return 2;
}
