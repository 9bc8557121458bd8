// SPDX-License-Identifier: Apache-2.0
// Invariant: every property of a conversation holds, whatever happens to an endpoint.
// Input: one byte of role (bit 7), then the events; see props/shapes/event.hpp.
#include "catalogue/conversation.hpp"
#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closeframe;
  return fuzz::check_every_property<props::shapes::Conversation>({data, size});
}
