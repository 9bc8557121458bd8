// SPDX-License-Identifier: Apache-2.0
// Invariant: every property of bytes off the wire holds, whoever sent them, however split.
// Input: one byte of sender (bit 7) and chunk size (bits 0 to 6), then the bytes.
#include "catalogue/wire.hpp"
#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closeframe;
  return fuzz::check_every_property<props::shapes::Wire>({data, size});
}
