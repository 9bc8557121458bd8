// SPDX-License-Identifier: Apache-2.0
// An endpoint that shares nothing with the codec, and whose habits can be changed one by one: to
// others that are as good, or to mistakes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialogue/endpoint.hpp"
#include "dialogue/facts.hpp"
#include "dialogue/play.hpp"
#include "reference/frame_stream.hpp"

namespace closeframe::props::dialogue {

using reference::Arrival;

inline Bytes body_of(unsigned code, std::string_view reason = {}) {
  Bytes body{static_cast<std::uint8_t>(code >> 8), static_cast<std::uint8_t>(code & 0xFF)};
  body.insert(body.end(), reason.begin(), reason.end());
  return body;
}

constexpr Role other_than(Role role) { return role == Role::client ? Role::server : Role::client; }

/// The frame of a close that an endpoint in this role sends.
inline Bytes frame_of_close(Role role, Input body) {
  return our_frame(other_than(role), 0x88, body);
}

struct Wish {
  std::optional<std::uint16_t> code;
  std::string reason;
};

/// What an endpoint does; each is what the RFC has it do, until it is changed.
struct Habits {
  std::function<bool(const Arrival&)> accepts = [](const Arrival& close) {
    return close.meaning == Meaning::close || close.meaning == Meaning::disputed;
  };
  /// Whether what arrived, which may not be whole, is wrong.
  std::function<bool(const Arrival&)> objects = [](const Arrival& arrival) {
    return arrival.frame.is_whole && arrival.meaning != Meaning::nothing;
  };
  std::function<Bytes(const Arrival&)> answer = [](const Arrival& close) {
    return close.has_code ? body_of(close.code) : Bytes{};
  };
  /// Nothing: the transport is ended without a close.
  std::function<std::optional<Bytes>(const Arrival&)> objection = [](const Arrival& wrong) {
    return std::optional(body_of(wrong.fault == Fault::utf8 ? 1007 : 1002));
  };
  /// Nothing: the wish is refused.
  std::function<std::optional<Bytes>(const Wish&)> grant =
      [](const Wish& wish) -> std::optional<Bytes> {
    if (!wish.code) return Bytes{};
    const bool is_good = wish.code >= 1000 && wish.code != 1005 && wish.code != 1006 &&
                         wish.code != 1015 && wish.reason.size() <= 123 &&
                         reference::is_utf8(wish.reason);
    return is_good ? std::optional(body_of(*wish.code, wish.reason)) : std::nullopt;
  };
  /// Whether a wish that was granted is refused when all is over.
  std::function<bool(const Wish&)> regrets = [](const Wish&) { return false; };
  std::function<bool(const Wish&)> can_be_asked = [](const Wish&) { return true; };
  /// What the application is told of an objection; `own` is the body of the close sent before it.
  std::function<std::optional<Told>(const Arrival&, const std::optional<Bytes>& own)> tells =
      [](const Arrival&, const std::optional<Bytes>&) { return std::nullopt; };
  std::function<Bytes(const Bytes&)> pong = [](const Bytes& text) { return text; };
  std::function<Bytes(Role, Bytes)> frame = [](Role role, Bytes body) {
    return frame_of_close(role, body);
  };
  std::function<void(Seen&)> after_sending = [](Seen&) {};  ///< a close
  std::function<void(Seen&)> at_the_end = [](Seen&) {};
  bool client_ends_first = false;
  bool ends_after_its_wish = false;  ///< and waits for no answer
  bool ends_after_objecting = true;
  bool reads_on_after_objecting = false;
  bool sends_two_closes = false;
  std::size_t arrivals_before_reading = 0;  ///< that are forgotten
};

class PlainEndpoint : public Endpoint {
 public:
  PlainEndpoint(Role role, Habits habits) : role_(role), habits_(std::move(habits)) {
    seen_.has_ended = false;
  }

  void arrive(Input bytes) override {
    if (is_over_) return;
    if (arrival_count_++ < habits_.arrivals_before_reading) return;
    received_.insert(received_.end(), bytes.begin(), bytes.end());
    const auto arrivals = reference::StreamReader(role_ == Role::server).read(received_);
    for (; read_count_ < arrivals.size() && !is_over_; ++read_count_) {
      const Arrival& arrival = arrivals[read_count_];
      if (arrival.frame.is_whole && is_close(arrival.frame) && habits_.accepts(arrival))
        take(arrival);
      else if (habits_.objects(arrival))
        object(arrival);
      else if (!arrival.frame.is_whole)
        break;
      else if (arrival.frame.opcode == 9)
        add(our_frame(other_than(role_), 0x8A, habits_.pong(arrival.frame.payload)));
    }
  }

  Answer close(std::optional<std::uint16_t> code, std::string_view reason) override {
    const Wish wish{code, std::string(reason)};
    if (!habits_.can_be_asked(wish)) return Answer::unknown;
    if (habits_.regrets(wish) || !seen_.late_answers.empty())
      seen_.late_answers[wish_count_] = Answer::refused;
    ++wish_count_;
    const auto body = habits_.grant(wish);
    if (!body) return Answer::refused;
    if (is_over_) return Answer::done;
    send(*body);
    if (habits_.ends_after_its_wish) end_transport();
    return Answer::done;
  }

  Seen so_far() override { return seen_; }

  void end(bool) override {
    if (seen_.told.empty()) seen_.told.push_back(told_.value_or(Told{1006, "", false}));
    habits_.at_the_end(seen_);
  }

  Seen seen() override { return seen_; }

 private:
  void take(const Arrival& close) {
    send(habits_.answer(close));
    told_ = Told{close.has_code ? close.code : 1005, close.reason, true};
    if (role_ == Role::server || habits_.client_ends_first) seen_.has_ended = true;
    is_over_ = true;
  }

  void object(const Arrival& wrong) {
    if (!told_) told_ = habits_.tells(wrong, own_);
    if (const auto body = habits_.objection(wrong)) send(*body);
    if (habits_.ends_after_objecting) seen_.has_ended = true;
    is_over_ = !habits_.reads_on_after_objecting;
  }

  void end_transport() {
    seen_.has_ended = true;
    is_over_ = true;
  }

  void send(const Bytes& body) {
    if (own_ && !habits_.sends_two_closes) return;
    if (!own_) own_ = body;
    add(habits_.frame(role_, body));
    habits_.after_sending(seen_);
  }

  void add(const Bytes& frame) { seen_.sent.insert(seen_.sent.end(), frame.begin(), frame.end()); }

  Role role_;
  Habits habits_;
  Seen seen_;
  Bytes received_;
  std::optional<Told> told_;
  std::optional<Bytes> own_;  // of the first close that was sent
  std::size_t arrival_count_ = 0;
  std::size_t wish_count_ = 0;
  std::size_t read_count_ = 0;  // frames
  bool is_over_ = false;
};

/// An endpoint of somebody's, and the name of a rule. A faulty endpoint breaks that rule. A fair
/// one breaks no other rule, and none at all where the name is empty.
struct Somebody {
  std::string_view what;  ///< is different with it
  std::string_view breaks;
  std::function<void(Habits&)> change;
};

}  // namespace closeframe::props::dialogue
