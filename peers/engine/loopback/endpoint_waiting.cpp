// SPDX-License-Identifier: Apache-2.0
// What is waited for, and until when.
#include <utility>
#include <vector>

#include "endpoint.hpp"
#include "wait.hpp"

namespace closeframe::peers {

using props::dialogue::Fate;
using props::dialogue::Seen;

void LoopbackEndpoint::take_in() {
  connection_.take_in();
  if (harness_) harness_->take_in();
}

bool LoopbackEndpoint::wait(const std::function<bool()>& is_over, Clock::duration bound) {
  const auto sources = [this] {
    std::vector<int> all = harness_ ? harness_->sources() : no_sources();
    if (!has_ended()) all.push_back(connection_.socket());
    return all;
  };
  wait_until([&] { return take_in(), is_over() || has_crashed(); }, bound, sources);
  return is_over();
}

/// Whether something comes that nobody owes. It is not decided by a clock: who has gone through
/// other whole dialogues meanwhile has had its time.
bool LoopbackEndpoint::comes(const std::function<bool()>& is_there, bool is_usual) {
  if (!around_.habits) return wait(is_there, to_show_a_habit);
  if (is_usual && around_.is_patient && wait(is_there, to_show_a_habit)) return true;
  const int exchange_count = is_usual ? 3 : 1;
  for (int i = 0; i < exchange_count && !has_crashed(); ++i) {
    if (is_usual && wait(is_there, for_who_is_slow)) return true;
    if (around_.exchange) around_.exchange();
  }
  return wait(is_there, around_.exchange ? Clock::duration::zero() : for_who_is_slow);
}

/// Whether something comes within a second, or while others go their way. Where it does not, it is
/// stuck as a whole, or on this connection alone.
bool LoopbackEndpoint::comes_while_others_go(const std::function<bool()>& is_there) {
  const auto end = Clock::now() + to_answer;
  if (wait(is_there, to_answer_while_others_do)) return true;
  int exchange_count = 0;
  while (exchange_count < 3 && !has_crashed() && around_.exchange && around_.exchange())
    ++exchange_count;
  const bool is_alive = exchange_count == 3;
  if (wait(is_there, is_alive ? for_who_is_slow : end - Clock::now())) return true;
  if (!has_crashed()) around_.is_stuck = !is_alive;
  return false;
}

/// Whether what it owes comes. Where it does not, it hangs.
bool LoopbackEndpoint::answers(const std::function<bool()>& has_answered, const char* if_not) {
  if (comes_while_others_go(has_answered)) return true;
  if (!has_crashed()) hang(if_not);
  return false;
}

/// Looked at again after it was silent, it was asked meanwhile.
Seen LoopbackEndpoint::so_far() {
  const auto is_there = [this] { return has_reacted() || goes_on(); };
  const auto fault = first_fault();
  if (was_silent_) {
    comes_while_others_go(is_there);
    if (goes_on()) around_.passed_over.insert(fault);
  } else if (around_.passed_over.contains(fault) || !wait(is_there, to_answer_while_others_do)) {
    comes(is_there, false);
  }
  was_silent_ = !is_there();
  Seen seen = seen_;
  seen.sent = connection_.received();
  seen.has_ended = has_ended();
  if (has_crashed()) seen.fate = Fate::crashed;
  return seen;
}

void LoopbackEndpoint::hang(std::string words) {
  if (seen_.fate != Fate::lived) return;
  seen_.fate = Fate::hung;
  seen_.last_words = std::move(words);
}

/// Until the other end has read all. Who has stopped reading is not waited for again.
void LoopbackEndpoint::wait_until_read() {
  using enum ReceiveQueue::State;
  if (!can_see_queue_) return;
  const auto is_read = [this] { return around_.queue.ask(connection_) != waiting; };
  const auto is_over = [&] { return is_read() || (take_in(), has_crashed()); };
  const auto bound = has_stopped_reading_ ? Clock::duration::zero()
                     : has_closed()       ? Clock::duration(for_who_need_not_read)
                                          : Clock::duration(to_answer);
  has_stopped_reading_ = !wait_until(is_over, bound, no_sources);
}

}  // namespace closeframe::peers
