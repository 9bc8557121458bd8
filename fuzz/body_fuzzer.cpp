// SPDX-License-Identifier: Apache-2.0
// Invariant: every property of a body holds for every byte string.
// Input: the body of a close frame, as it is.
#include "catalogue/body.hpp"
#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closeframe;
  return fuzz::check_every_property<props::shapes::Body>({data, size});
}
