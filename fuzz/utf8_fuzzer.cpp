// SPDX-License-Identifier: Apache-2.0
// Invariant: every property of a text holds for all bytes and every limit on their size.
// Input: one byte of limit, then the text.
#include "catalogue/text.hpp"
#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closeframe;
  return fuzz::check_every_property<props::shapes::Text>({data, size});
}
