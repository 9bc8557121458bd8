// SPDX-License-Identifier: Apache-2.0
// Invariant: every rule for anybody's endpoint holds of a dialogue with our own; and every other
// implementation that is linked in breaks no rule that it is not known to break, and comes to the
// same as ours where nothing is left open.
// Input: one byte of role (bit 7), then the steps; see props/shapes/dialogue.hpp.
#include "catalogue/dialogue.hpp"
#include "fuzz/target.hpp"

#ifdef CLOSEFRAME_HAS_PEERS
#include "differences.hpp"
#endif

namespace closeframe {
namespace {

/// Bytes of text in all messages.
std::size_t message_size_of(const props::shapes::Dialogue& dialogue) {
  std::size_t size = 0;
  for (props::Input script = dialogue.script; !script.empty();)
    size += props::take_step(script).message_size;
  return size;
}

}  // namespace
}  // namespace closeframe

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closeframe;
#ifdef __GLIBCXX__
  // The strings of libstdc++ are not instrumented, and rules copy many: MSan sees faults in each.
  if constexpr (fuzz::under_msan) return 0;
#endif
  const props::Input input(data, size);
  const auto dialogue = props::shapes::Dialogue::from(input);
  // Messages of more in all show nothing new, and take all of the time.
  if (message_size_of(dialogue) > 1 << 14) return 0;
  fuzz::check_every_property<props::shapes::Dialogue>(input);
#ifdef CLOSEFRAME_HAS_PEERS
  fuzz::check_peers(dialogue);
#endif
  return 0;
}
