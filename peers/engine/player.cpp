// SPDX-License-Identifier: Apache-2.0
#include "player.hpp"

#include <algorithm>
#include <csignal>
#include <memory>
#include <utility>

#include "dialogue/words.hpp"
#include "script.hpp"

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
  Seen so_far() override { return {}; }
  void end(bool) override {}
  Seen seen() override { return {}; }
};

/// What a dialogue looks like, more narrowly than its kind: its frames by their first byte, mask
/// and about their length.
std::string form_of(Input input) {
  std::string form;
  for (const Part& part : Script::from(input).parts) {
    form += static_cast<char>('0' + static_cast<int>(part.kind));
    if (!part.cuts.empty()) form += '/';
    if (part.kind != Part::Kind::frame) continue;
    const std::size_t size = part.frame.payload.size();
    form += std::to_string(part.frame.first) + (part.frame.key ? "m" : "u") +
            std::to_string(size > 125 ? 126 : std::min<std::size_t>(size, 3)) + ";";
  }
  return form;
}

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
  peer_.be_patient(true);
  Played played = play(input);
  peer_.be_patient(false);
  return played;
}

Played Player::play_surely(Input input) {
  Played played = play(input);
  if (fate_of(played) == Fate::lived) return played;
  const std::string form = form_of(input);
  if (fate_of(played) == Fate::hung || !fatal_counts_.contains(form)) {
    const Played first = std::move(played);
    peer_.start_afresh();
    played = play(input);
    if (fate_of(first) == Fate::crashed && fate_of(played) != Fate::crashed && !unrepeated_crash_)
      unrepeated_crash_ = {"crash", "not each time: " + what_happened(first)};
  }
  const bool is_hung = fate_of(played) == Fate::hung;
  if (fate_of(played) == Fate::lived) return played;
  count(form, is_hung ? 1 : peer_.is_cheap() ? 10 : 2);
  count(std::string(kind_of(played)), is_hung ? 2 : peer_.is_cheap() ? 60 : 12);
  return played;
}

void Player::count(std::string like, std::uint64_t most) {
  if (++fatal_counts_[like] >= most) given_up_.insert(std::move(like));
}

bool Player::is_given_up(Input input) const {
  if (given_up_.empty()) return false;
  if (given_up_.contains(form_of(input))) return true;
  const auto mute = [](Role) { return std::make_unique<Mute>(); };
  return given_up_.contains(kind_of(Played::of(Dialogue::from(input), mute)));
}

}  // namespace closeframe::peers
