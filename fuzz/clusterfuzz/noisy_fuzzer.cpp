// SPDX-License-Identifier: Apache-2.0
// Prints on its own at times, which the test of ClusterFuzz's statistics must notice.
#include <cstdint>
#include <cstdio>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 1 && data[0] == data[1]) std::fputs("two bytes alike\n", stderr);
  return 0;
}
