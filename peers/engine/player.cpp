// SPDX-License-Identifier: Apache-2.0
#include "player.hpp"

#include <csignal>
#include <memory>

#include "dialogue/words.hpp"

namespace closeframe::peers {
namespace {

using namespace props::dialogue;
using props::shapes::Dialogue;

volatile std::sig_atomic_t is_interrupted = 0;

/// Nothing comes of anything: enough to know the kind of a dialogue without a peer.
class Mute final : public Endpoint {
 public:
  void arrive(Input) override {}
  Answer close(std::optional<std::uint16_t>, std::string_view) override { return Answer::unknown; }
  void end(bool) override {}
  Seen seen() override { return {}; }
};

}  // namespace

void end_between_dialogues() {
  struct sigaction action{};
  action.sa_handler = [](int) { is_interrupted = 1; };
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
}

Played Player::play(Input input) {
  if (is_interrupted != 0) throw Interrupted();
  ++run_count_;
  Played played = Played::of(Dialogue::from(input), [this](Role) { return peer_.open(); });
  if (fate_of(played) == Fate::hung) ++hang_count_;
  return played;
}

Played Player::play_alone(Input input) {
  if (peer_.is_cheap()) peer_.start_afresh();
  return play(input);
}

Played Player::play_surely(Input input) {
  Played played = play(input);
  if (fate_of(played) == Fate::lived) return played;
  const std::string kind(kind_of(played));
  if (fate_of(played) == Fate::hung || !crash_counts_.contains(kind)) {
    peer_.start_afresh();
    played = play(input);
  }
  const std::uint64_t most_crashes = peer_.is_cheap() ? 100 : 5;
  if (fate_of(played) == Fate::hung ||
      (fate_of(played) == Fate::crashed && ++crash_counts_[kind] == most_crashes))
    given_up_.insert(kind);
  return played;
}

bool Player::is_given_up(Input input) const {
  if (given_up_.empty()) return false;
  const auto mute = [](Role) { return std::make_unique<Mute>(); };
  return given_up_.contains(kind_of(Played::of(Dialogue::from(input), mute)));
}

}  // namespace closeframe::peers
