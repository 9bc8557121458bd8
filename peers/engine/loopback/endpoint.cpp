// SPDX-License-Identifier: Apache-2.0
#include "endpoint.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "dialogue/play.hpp"
#include "reference/frame_stream.hpp"
#include "wait.hpp"

namespace closeframe::peers {

using props::dialogue::Answer;
using props::dialogue::Fate;
using props::dialogue::Seen;
using Kind = OfConnection::Kind;

namespace {

std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (const char each : bytes) {
    const auto byte = static_cast<unsigned char>(each);
    hex += "0123456789abcdef"[byte / 16];
    hex += "0123456789abcdef"[byte % 16];
  }
  return hex;
}

std::string order_to_close(std::optional<std::uint16_t> code, std::string_view reason) {
  std::string order = "close";
  if (code) order += " " + std::to_string(*code);
  if (code && !reason.empty()) order += " " + to_hex(reason);
  return order;
}

props::Input as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Answer answer_of(Kind said) {
  return said == Kind::asked     ? Answer::done
         : said == Kind::refused ? Answer::refused
                                 : Answer::unknown;
}

}  // namespace

LoopbackEndpoint::LoopbackEndpoint(Surroundings& around, Connection connection, std::string name)
    : around_(around),
      harness_(around.harness),
      connection_(std::move(connection)),
      name_(std::move(name)) {
  using enum ReceiveQueue::State;
  const auto state = around_.queue.ask(connection_);
  can_see_queue_ = state == read || state == waiting;
}

LoopbackEndpoint::~LoopbackEndpoint() {
  if (harness_) harness_->forget(name_);
}

// ---- What happens to it ----

void LoopbackEndpoint::arrive(props::Input bytes) {
  arrived_.insert(arrived_.end(), bytes.begin(), bytes.end());
  connection_.send(bytes);
  wait_until_read();
  take_in();
}

Answer LoopbackEndpoint::close(std::optional<std::uint16_t> code, std::string_view reason) {
  const std::size_t number = wish_count_++;
  if (!harness_ || seen_.fate != Fate::lived || !may_speak()) return Answer::unknown;
  const auto order = order_to_close(code, reason);
  connection_.send(props::dialogue::our_frame(around_.role, 0x81, as_bytes(order)));

  const std::size_t place = ordered_.size();
  if (place == in_turn_ + 1 && news().answers.size() == place) in_turn_ = place;
  ordered_.push_back(number);
  const bool had_closed = has_closed();
  // A close that blocks its caller is answered by its close frame.
  const auto is_answered = [&] {
    return news().answers.size() > place || (!had_closed && has_closed()) || has_ended();
  };
  const bool has_answer = has_wish_
                              ? comes(is_answered, true)  // who has closed may no longer listen
                              : answers(is_answered, "its program does not do what it is asked to");
  if (!has_answer) return Answer::unheard;
  // Which is seen first, its word or the end that it has made, is a matter of chance.
  if (!has_closed()) comes([&] { return news().answers.size() > place; }, true);
  Answer answer = Answer::unheard;
  if (news().answers.size() > place) {
    answer = answer_of(news().answers[place]);
  } else if (has_closed()) {
    answer = Answer::done;
  }
  has_wish_ = has_wish_ || answer == Answer::done;
  // Its word may be ahead of its close, which what arrives next would overtake.
  if (answer == Answer::done) comes([this] { return has_reacted(); }, true);
  return answer;
}

void LoopbackEndpoint::end(bool owes) {
  if (seen_.fate == Fate::lived && !has_crashed()) {
    const auto has_reacted = [this] { return this->has_reacted(); };
    if (owes && was_silent_) {
      hang("neither sends a close nor ends the connection, nor goes on");
    } else if (owes) {
      answers(has_reacted, "neither sends a close nor ends the connection");
    } else if (cause() != Cause::our_end) {
      comes(has_reacted, false);
    }
  }
  if (seen_.fate == Fate::lived && !has_crashed()) {
    note_who_ends(owes);
    end_transport();
    wait_until_told();
    take_late_answers();
  }
  if (seen_.fate == Fate::hung || !has_ended()) connection_.abort();
}

/// A server that has sent and received a close, or fails the connection, has to end it. With
/// everybody else only an end without a close is no matter of chance.
void LoopbackEndpoint::note_who_ends(bool owes) {
  const auto cause = this->cause();
  if (owes && around_.role == Role::server && is_decided()) {
    const bool is_usual = around_.habits && around_.habits->ends[place_of(cause)];
    seen_.has_ended = comes([this] { return has_ended(); }, is_usual);
  } else if (!has_closed() && !goes_on()) {
    seen_.has_ended = has_ended();
  }
}

void LoopbackEndpoint::end_transport() {
  connection_.end_sending();
  const auto has_ended = [this] { return connection_.has_ended(); };
  if (wait(has_ended, around_.leaks ? Clock::duration(for_who_is_slow) : to_answer)) return;
  if (has_crashed() || around_.leaks) return;
  if (around_.exchange && around_.exchange()) {
    around_.leaks = true;
    around_.troubles.add({"leak", "it keeps connections for seconds after we have ended them"});
  } else {
    hang("does not end a connection that we have ended");
  }
}

void LoopbackEndpoint::wait_until_told() {
  if (!harness_) return;
  if (around_.habits && std::ranges::count(around_.habits->tells, true) == 0) {
    // A connection that breaks off may be a process that dies.
    if (!has_closed() && around_.exchange) around_.exchange();
    return;
  }
  const bool is_usual = around_.habits && around_.habits->tells[place_of(cause())];
  if (!comes([this] { return !news().told.empty(); }, is_usual)) return;
  if (!around_.habits && around_.exchange) around_.exchange();
  if (around_.tells_again) wait([this] { return news().told.size() > 1; }, to_tell_again);
}

/// Where a close blocks its caller it may yet be refused, after a close frame of its own. Lines do
/// not say which order they answer: where one came only after the next order, those from there on
/// are known only if they all say the same.
void LoopbackEndpoint::take_late_answers() {
  if (!harness_) return;
  const auto& answers = news().answers;
  if (answers.size() < ordered_.size())
    comes([&] { return answers.size() >= ordered_.size(); }, true);
  const auto late = answers.begin() + static_cast<std::ptrdiff_t>(in_turn_);
  const bool is_certain =
      answers.size() == ordered_.size() &&
      std::ranges::adjacent_find(late, answers.end(), std::ranges::not_equal_to{}) == answers.end();
  // A wish without a word until now may be refused later still.
  for (std::size_t place = 0; place < ordered_.size(); ++place)
    seen_.late_answers[ordered_[place]] =
        place < in_turn_ || is_certain ? answer_of(answers[place]) : Answer::unheard;
}

Seen LoopbackEndpoint::seen() {
  if (harness_) {
    harness_->take_in();
    // What somebody who hangs says after all is a matter of chance.
    if (seen_.fate == Fate::lived) seen_.told = news().told;
  }
  seen_.sent = connection_.received();
  if (connection_.is_flood()) hang("sends without end");
  if (has_crashed()) {
    around_.is_death_known = true;
    seen_.fate = Fate::crashed;
    seen_.last_words = harness_->end();
  }
  // Which of its ends is seen first is a matter of chance.
  if (seen_.fate != Fate::lived) seen_.has_ended.reset();
  return seen_;
}

bool LoopbackEndpoint::close_at_once() {
  const props::Bytes normal{0x03, 0xE8};
  connection_.send(props::dialogue::our_frame(around_.role, 0x88, normal));
  const auto is_told = [this] {
    const bool tells = around_.habits && around_.habits->tells[place_of(Cause::our_close)];
    return !harness_ || !tells || !news().told.empty();
  };
  const bool has_reacted = wait([this] { return this->has_reacted(); }, to_answer);
  connection_.end_sending();
  if (!around_.leaks) wait([this] { return has_ended(); }, to_answer);
  return has_reacted && wait(is_told, to_answer);
}

}  // namespace closeframe::peers
