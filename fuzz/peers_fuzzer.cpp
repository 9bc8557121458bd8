// SPDX-License-Identifier: Apache-2.0
// Invariant: every rule for anybody's endpoint holds of a dialogue with our own.
// Input: one byte of role (bit 7), then the steps; see props/shapes/dialogue.hpp.
#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closeframe;
  return fuzz::check_every_property<props::shapes::Dialogue>({data, size});
}
