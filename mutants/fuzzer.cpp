// SPDX-License-Identifier: Apache-2.0
// Every fuzz target in one program, so that a mutant is built once: $CLOSEFRAME_TARGET says which.
#include "target.hpp"

namespace {

int (*check)(closeframe::props::Input) = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  using namespace closeframe;
  const char* target = std::getenv("CLOSEFRAME_TARGET");
  props::for_each_shape([&]<class Shape>() {
    if (target != nullptr && Shape::target == target) check = fuzz::check_every_property<Shape>;
  });
  if (check != nullptr) return 0;
  std::fputs("fuzzer: CLOSEFRAME_TARGET names no target\n", stderr);
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return check({data, size});
}
