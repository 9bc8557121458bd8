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

std::vector<reference::Arrival> arrivals_of(const props::Bytes& bytes, Role receiver) {
  return reference::StreamReader(receiver == Role::server).read(bytes);
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
  if (!harness_ || seen_.fate != Fate::lived || !may_speak()) return Answer::unknown;
  const auto order = order_to_close(code, reason);
  connection_.send(props::dialogue::our_frame(around_.role, 0x81, as_bytes(order)));

  const std::size_t place = wish_count_++;
  const bool had_closed = has_closed();
  // A close that blocks its caller is answered by its close frame.
  const auto is_answered = [&] {
    return news().answers.size() > place || (!had_closed && has_closed()) || has_ended();
  };
  const bool may_be_silent = has_wish_ && !around_.habits;
  const bool has_answer = may_be_silent
                              ? wait(is_answered, to_show_a_habit)
                              : answers(is_answered, "its program does not do what it is asked to");
  if (!has_answer) return Answer::unknown;
  Answer answer = Answer::unknown;
  if (news().answers.size() > place) {
    if (news().answers[place] == Kind::asked) answer = Answer::done;
    if (news().answers[place] == Kind::refused) answer = Answer::refused;
  } else if (has_closed()) {
    answer = Answer::done;
  }
  has_wish_ = has_wish_ || answer == Answer::done;
  return answer;
}

void LoopbackEndpoint::end(bool owes) {
  if (seen_.fate == Fate::lived && !has_crashed()) {
    const auto has_reacted = [this] { return this->has_reacted(); };
    if (owes) {
      answers(has_reacted, was_silent_
                               ? "neither sends a close nor ends the connection, nor goes on"
                               : "neither sends a close nor ends the connection");
    } else if (cause() != Cause::our_end) {
      comes(has_reacted, false);
    }
  }
  if (seen_.fate == Fate::lived && !has_crashed()) {
    note_who_ends(owes);
    end_transport();
    wait_until_told();
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
    around_.troubles.add({"leak", "it keeps connections that we have ended"});
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

// ---- What there is to know ----

bool LoopbackEndpoint::has_crashed() const { return harness_ && !harness_->end().empty(); }

bool LoopbackEndpoint::has_closed() const {
  const auto frames = reference::read_frames(connection_.received());
  return std::ranges::any_of(frames, [](const auto& frame) { return frame.opcode == 8; });
}

bool LoopbackEndpoint::goes_on() const {
  return props::dialogue::is_answered(connection_.received());
}

/// Whether a text message of ours is heard: only between messages, and where the endpoint has no
/// reason to have stopped listening.
bool LoopbackEndpoint::may_speak() const {
  bool is_in_message = false;
  for (const auto& arrival : arrivals_of(arrived_, around_.role)) {
    if (arrival.meaning != reference::Meaning::nothing || !arrival.frame.is_whole) return false;
    if (!arrival.frame.is_control()) is_in_message = !arrival.frame.fin;
  }
  const bool is_heard = !has_wish_ || !around_.habits || around_.habits->closes_again;
  return is_heard && !is_in_message;
}

/// Whether what arrived ends the connection.
bool LoopbackEndpoint::is_decided() const {
  using enum reference::Meaning;
  return std::ranges::any_of(arrivals_of(arrived_, around_.role), [](const auto& arrival) {
    return arrival.meaning == close || arrival.meaning == fault || arrival.meaning == disputed;
  });
}

Cause LoopbackEndpoint::cause() const {
  if (has_wish_) return Cause::its_wish;
  if (goes_on()) return Cause::our_close;
  for (const auto& arrival : arrivals_of(arrived_, around_.role)) {
    if (arrival.meaning == reference::Meaning::close) return Cause::our_close;
    if (arrival.meaning != reference::Meaning::nothing) return Cause::our_fault;
  }
  return Cause::our_end;
}

FaultOfFrame LoopbackEndpoint::first_fault() const {
  for (const auto& arrival : arrivals_of(arrived_, around_.role))
    if (arrival.meaning == reference::Meaning::fault) return {arrival.fault, arrival.frame.opcode};
  return {};
}

}  // namespace closeframe::peers
