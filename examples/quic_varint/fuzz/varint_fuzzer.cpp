// SPDX-License-Identifier: Apache-2.0
// Invariant: every property of bytes that may begin with a number holds for all bytes.
// Input: the bytes, as they are.
#include "catalogue/varint.hpp"
#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closeframe;
  return fuzz::check_every_property<props::shapes::Varint>({data, size});
}
