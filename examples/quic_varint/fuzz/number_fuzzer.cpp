// SPDX-License-Identifier: Apache-2.0
// Invariant: every property of a number holds for all numbers.
// Input: the number in network byte order, of which the last eight bytes count.
#include "catalogue/number.hpp"
#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closeframe;
  return fuzz::check_every_property<props::shapes::Number>({data, size});
}
