// SPDX-License-Identifier: Apache-2.0
// The coverage half of an engine that is only stood for: counts the edges that a target has and
// those it reaches, and says so when it ends. The other half is props/kit/fuzz/replay.cpp.
#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace {

std::uint32_t edge_count = 0;
std::uint32_t reached_count = 0;
std::uint64_t reached_squares = 0;  // which they are, as good as

struct Report {
  ~Report() {
    std::fprintf(stderr, "edges reached: %u of %u, sum of squares %llu\n", reached_count,
                 edge_count, static_cast<unsigned long long>(reached_squares));
  }
} report;

}  // namespace

extern "C" void __sanitizer_cov_trace_pc_guard_init(std::uint32_t* guard, std::uint32_t* end) {
  for (; guard != end; ++guard) *guard = ++edge_count;
}

extern "C" void __sanitizer_cov_trace_pc_guard(std::uint32_t* guard) {
  reached_count += *guard != 0;
  reached_squares += std::uint64_t{*guard} * *guard;
  *guard = 0;
}

// What else an engine has targets compiled for, without a use here.
extern "C" {
void __sanitizer_cov_pcs_init(const std::uintptr_t*, const std::uintptr_t*) {}
void __sanitizer_cov_trace_pc_indir(std::uintptr_t) {}
void __sanitizer_cov_trace_cmp1(std::uint8_t, std::uint8_t) {}
void __sanitizer_cov_trace_cmp2(std::uint16_t, std::uint16_t) {}
void __sanitizer_cov_trace_cmp4(std::uint32_t, std::uint32_t) {}
void __sanitizer_cov_trace_cmp8(std::uint64_t, std::uint64_t) {}
void __sanitizer_cov_trace_const_cmp1(std::uint8_t, std::uint8_t) {}
void __sanitizer_cov_trace_const_cmp2(std::uint16_t, std::uint16_t) {}
void __sanitizer_cov_trace_const_cmp4(std::uint32_t, std::uint32_t) {}
void __sanitizer_cov_trace_const_cmp8(std::uint64_t, std::uint64_t) {}
void __sanitizer_cov_trace_switch(std::uint64_t, const std::uint64_t*) {}
}
