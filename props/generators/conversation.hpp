// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cases/conversation.hpp"
#include "cases/large_arrival.hpp"
#include "generators/classes.hpp"
#include "generators/frames.hpp"
#include "generators/input.hpp"
#include "generators/repetition.hpp"
#include "generators/values.hpp"

namespace closeframe::props::generators {

using shapes::Conversation;

template <unsigned code>
bool is_told(const Case<Conversation>& conversation) {
  return conversation.expected.told_code == code;
}

/// Whether an event that is no arrival happens `count` times on end.
template <std::size_t count>
bool repeats(const Case<Conversation>& conversation) {
  std::size_t length = 0;
  const Event* before = nullptr;
  for (const Moment& moment : conversation.events()) {
    const Event& event = moment.event;
    const bool is_same = before != nullptr && before->kind == event.kind &&
                         before->code == event.code && event.bytes.empty();
    length = is_same ? length + 1 : 1;
    if (length == count) return true;
    before = &event;
  }
  return false;
}

/// Whether wishes are refused `count` times.
template <std::ptrdiff_t count>
bool refuses(const Case<Conversation>& conversation) {
  return std::ranges::count_if(conversation.events(), &Moment::model_refused) >= count;
}

template <int power>
bool has_large_arrival(const Case<Conversation>& conversation) {
  const auto arrival = large_arrival_of(conversation);
  return arrival && arrival->power == power;
}

inline bool has_thousands_of_frames(const Case<Conversation>& conversation) {
  const auto arrival = large_arrival_of(conversation);
  return arrival && arrival->power == 16 && arrival->layout == LargeArrival::Layout::small_frames;
}

inline bool tells_odd_code(const Case<Conversation>& conversation) {
  return std::ranges::count(odd_codes(true), conversation.expected.told_code) != 0;
}

template <>
inline constexpr auto classes<Conversation> = std::to_array<Class<Conversation>>({
    {"of a client", 30, [](const Case<Conversation>& c) { return c.role == Role::client; }},
    {"of a server", 30, [](const Case<Conversation>& c) { return c.role == Role::server; }},
    {"not open at first", 10, [](const Case<Conversation>& c) { return !c.is_open; }},
    {"a close sent", 20, [](const Case<Conversation>& c) { return c.model.has_sent; }},
    {"a close received", 10, [](const Case<Conversation>& c) { return c.model.has_received; }},
    {"failed", 10, [](const Case<Conversation>& c) { return c.model.failed; }},
    {"ended cleanly", 3, [](const Case<Conversation>& c) { return c.model.clean; }},
    {"one event 10 times", 3, repeats<10>},
    {"10 wishes refused", 2, refuses<10>},
    {"over 64 arrivals", 1, [](const Case<Conversation>& c) { return c.events().size() > 64; }},
    {"told an odd code", 0.5, tells_odd_code},
    {"behind 8,191 frames", 0.2, has_thousands_of_frames},
    {"beside 2^8 bytes", 3, has_large_arrival<8>},
    {"beside 2^16 bytes", 3, has_large_arrival<16>},
    {"beside 2^31 bytes", 3, has_large_arrival<31>},
    {"beside 2^32 bytes", 3, has_large_arrival<32>},
    {"told 1005", 1, is_told<1005>},
    {"told 1006", 5, is_told<1006>},
    {"told 1015", 3, is_told<1015>},
});

/// The events by which `bytes` arrive, as many at a time as an event can hold, or fewer.
inline Bytes arrivals(const Bytes& bytes, std::size_t most = 63) {
  Bytes script;
  for (std::size_t begin = 0; begin < bytes.size(); begin += most) {
    const std::size_t size = std::min(most, bytes.size() - begin);
    script.push_back(static_cast<std::uint8_t>(size));
    script.insert(script.end(), bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                  bytes.begin() + static_cast<std::ptrdiff_t>(begin + size));
  }
  return script;
}

/// `bytes` that arrive all at once, or split in two.
inline Gen<Bytes> arriving(Gen<Bytes> bytes) {
  return rc::gen::map(
      rc::gen::tuple(std::move(bytes), uniform<std::size_t>(0, 40)), [](const auto& parts) {
        const auto& [all, place] = parts;
        const auto middle = all.begin() + static_cast<std::ptrdiff_t>(std::min(place, all.size()));
        return join({arrivals({all.begin(), middle}), arrivals({middle, all.end()})});
      });
}

/// Many small frames and what ends them, in pieces of one size that end inside headers too.
inline Gen<Bytes> flood(Role sender, Gen<Bytes> end) {
  constexpr std::size_t most_arrivals = 200;  // the model reads all again at each
  const auto sizes = rc::gen::oneOf(uniform<std::size_t>(1, 5), uniform<std::size_t>(6, 63));
  return rc::gen::map(rc::gen::tuple(many_small_frames(sender), std::move(end), sizes),
                      [](const auto& parts) {
                        const auto& [frames, last, size] = parts;
                        const Bytes all = join({frames, last});
                        return arrivals(all, std::max(size, 1 + all.size() / most_arrivals));
                      });
}

/// The application closes or fails; `kind` is the kind of the event.
inline Gen<Bytes> wish(std::uint8_t kind) {
  const auto first = static_cast<std::uint8_t>(kind << 6);
  const auto text = rc::gen::weightedOneOf<std::string>(
      {{3, rc::gen::just(std::string())}, {2, valid_text(20)}, {1, corrupted_text(20)}});
  const auto codes = rc::gen::weightedOneOf<std::uint16_t>(
      {{4, code(true)}, {1, code(false)}, {1, rc::gen::just<std::uint16_t>(1010)}});
  const auto with_code = rc::gen::map(rc::gen::tuple(codes, text), [first](const auto& parts) {
    const auto& [number, reason] = parts;
    return join(
        {{static_cast<std::uint8_t>(first | reason.size())}, big_endian(number), to_bytes(reason)});
  });
  return rc::gen::weightedOneOf<Bytes>(
      {{4, with_code}, {1, rc::gen::just(Bytes{static_cast<std::uint8_t>(first | 63)})}});
}

/// One event, or a few that belong together, at an endpoint of this role.
inline Gen<Bytes> events(Role role) {
  const Role sender = role == Role::client ? Role::server : Role::client;
  const auto good_close = rc::gen::weightedOneOf<Bytes>({{3, rc::gen::just(Bytes{})},
                                                         {1, rc::gen::just(big_endian(1010))},
                                                         {9, code_and(true, valid_text(123))}});
  const auto more_after_a_close = rc::gen::map(
      rc::gen::tuple(close_frame(sender, good_close), other_frame(sender)), [](const auto& parts) {
        const auto& [close, other] = parts;
        return join({close, other});
      });
  const auto transport = rc::gen::map(uniform<std::uint8_t>(0, 2), [](std::uint8_t what) {
    return Bytes{static_cast<std::uint8_t>(0xC0 | what)};
  });
  const auto one_thing =
      rc::gen::oneOf(wish(1), wish(2), transport, arriving(close_frame(sender, code_and_reason())));
  const auto over_and_over =
      rc::gen::map(rc::gen::tuple(one_thing, uniform<std::size_t>(2, 20)),
                   [](const auto& parts) { return std::apply(repeated, parts); });
  const auto end_of_flood =
      rc::gen::oneOf(close_frame(sender, good_close), close_frame(sender, code_and_reason()),
                     unfinished_frame(sender), wrong_frame(sender));
  return rc::gen::weightedOneOf<Bytes>({{4, arriving(close_frame(sender, good_close))},
                                        {2, arriving(close_frame(sender, code_and_reason()))},
                                        {1, arriving(more_after_a_close)},
                                        {2, arriving(other_frame(sender))},
                                        {1, arriving(unfinished_frame(sender))},
                                        {1, arriving(wrong_frame(sender))},
                                        {1, arriving(noise())},
                                        {1, flood(sender, end_of_flood)},
                                        {2, over_and_over},
                                        {3, wish(1)},
                                        {2, wish(2)},
                                        {2, transport}});
}

/// The first byte of a conversation, of one whose connection is not open yet too, and then how it
/// comes to be open or not.
inline Gen<Bytes> beginning(Role role) {
  const auto open = static_cast<std::uint8_t>(role == Role::server ? 0x80 : 0x00);
  const auto connecting = static_cast<std::uint8_t>(open | 0x40);
  return rc::gen::weightedElement<Bytes>(
      {{12, {open}}, {2, {connecting}}, {2, {connecting, 0xC1}}, {1, {connecting, 0xC2}}});
}

template <>
inline Gen<Bytes> input<Conversation>() {
  const auto conversation = rc::gen::mapcat(uniform(0, 1), [](int server) {
    const Role role = server ? Role::server : Role::client;
    const auto script = rc::gen::resize(12, rc::gen::container<std::vector<Bytes>>(events(role)));
    return rc::gen::map(rc::gen::tuple(beginning(role), script), [](const auto& parts) {
      auto [input, events] = parts;
      for (const Bytes& event : events) input.insert(input.end(), event.begin(), event.end());
      return input;
    });
  });
  return rc::gen::weightedOneOf<Bytes>({{19, conversation}, {1, worked_example<Conversation>()}});
}

}  // namespace closeframe::props::generators
