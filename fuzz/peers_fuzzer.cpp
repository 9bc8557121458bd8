// SPDX-License-Identifier: Apache-2.0
// Invariant: every rule for anybody's endpoint holds of a dialogue with our own; and every other
// implementation that is linked in breaks no rule that it is not known to break, and comes to the
// same as ours where nothing is left open.
// Input: one byte of role (bit 7), then the steps; see props/shapes/dialogue.hpp.
#include "target.hpp"

#ifdef CLOSEFRAME_HAS_PEERS
#include "differences.hpp"
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closeframe;
  const props::Input input(data, size);
  fuzz::check_every_property<props::shapes::Dialogue>(input);
#ifdef CLOSEFRAME_HAS_PEERS
  fuzz::check_peers(props::shapes::Dialogue::from(input));
#endif
  return 0;
}
