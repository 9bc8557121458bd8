// SPDX-License-Identifier: Apache-2.0
// Invariant: every property of a close request holds for every code and reason.
// Input: two bytes of code in network byte order, then the reason.
#include "catalogue/close_request.hpp"
#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closeframe;
  return fuzz::check_every_property<props::shapes::CloseRequest>({data, size});
}
