// SPDX-License-Identifier: Apache-2.0
#include "loopback_peer.hpp"

#include <utility>

#include "dialogue/play.hpp"

namespace closeframe::peers {

using props::dialogue::Answer;

namespace {

constexpr unsigned most_hangs = 6;
constexpr unsigned rarely = 100;  ///< connections from one hang to the next

}  // namespace

LoopbackPeer::LoopbackPeer(Identity identity) : identity_(std::move(identity)) {
  around_.role = identity_.role;
}

std::unique_ptr<props::dialogue::Endpoint> LoopbackPeer::open() {
  if (!around_.habits) around_.habits = meet();
  return connect_or_recover();
}

std::unique_ptr<LoopbackEndpoint> LoopbackPeer::connect_or_recover() {
  constexpr int attempt_count = 3;
  for (int attempt = 0; attempt < attempt_count; ++attempt) {
    if (around_.is_stuck) note_hang();
    recover();
    around_.is_stuck = false;
    ++count_since_hang_;
    if (auto endpoint = connect()) return endpoint;
    around_.is_stuck = true;
  }
  const auto troubles = around_.troubles.all();
  throw PeerIsLost(troubles.empty() ? "no connection is to be had" : troubles.back().said);
}

/// One that hangs as a whole now and then is an implementation with a bug; always, a broken one.
void LoopbackPeer::note_hang() {
  if (around_.harness && !around_.harness->end().empty()) return;  // it has ended
  if (count_since_hang_ > rarely) hang_count_ = 0;
  count_since_hang_ = 0;
  if (++hang_count_ <= most_hangs) return;
  around_.troubles.add({"hang", "it hangs again and again"});
  throw PeerIsLost("it hangs again and again");
}

Habits LoopbackPeer::meet() {
  const auto frame = [this](props::Bytes body) {
    return props::dialogue::our_frame(identity_.role, 0x88, body);
  };
  Habits habits;
  const auto note = [&](Cause cause, LoopbackEndpoint& endpoint) {
    endpoint.end(cause != Cause::our_end);
    const auto seen = endpoint.seen();
    habits.tells[place_of(cause)] = !seen.told.empty();
    around_.tells_again = around_.tells_again || seen.told.size() > 1;
    habits.ends[place_of(cause)] = seen.has_ended.value_or(false);
  };
  const props::Bytes normal{0x03, 0xE8}, half_a_code{0x03};

  auto endpoint = connect_or_recover();
  endpoint->arrive(frame(normal));
  note(Cause::our_close, *endpoint);

  endpoint = connect_or_recover();
  endpoint->arrive(frame(half_a_code));
  note(Cause::our_fault, *endpoint);

  endpoint = connect_or_recover();
  note(Cause::our_end, *endpoint);
  if (!around_.harness) return habits;

  endpoint = connect_or_recover();
  endpoint->close(1000, "");
  endpoint->arrive(frame(normal));
  note(Cause::its_wish, *endpoint);

  endpoint = connect_or_recover();
  endpoint->close(1000, "");
  const Answer again = endpoint->close(1000, "");
  habits.closes_again = again == Answer::done || again == Answer::refused;
  endpoint->arrive(frame(normal));
  endpoint->end(true);
  return habits;
}

}  // namespace closeframe::peers
