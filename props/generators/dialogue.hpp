// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "dialogue/facts.hpp"
#include "generators/classes.hpp"
#include "generators/frames.hpp"
#include "generators/input.hpp"
#include "generators/values.hpp"
#include "reference/utf8.hpp"
#include "shapes/dialogue.hpp"

namespace closeframe::props::generators {

using shapes::Dialogue;

template <reference::Meaning meaning>
bool is_decided_by(const Case<Dialogue>& played) {
  return dialogue::decisive(played, meaning) != nullptr;
}

template <reference::Fault fault>
bool is_decided_by_fault(const Case<Dialogue>& played) {
  const auto* first = dialogue::decisive(played, reference::Meaning::fault);
  return first != nullptr && first->fault == fault;
}

inline bool ends_without_a_close(const Case<Dialogue>& played) {
  return dialogue::decisive(played) == nullptr;
}

template <std::ptrdiff_t count>
bool is_asked(const Case<Dialogue>& played) {
  return std::ranges::count_if(played.transcript.events, [](const dialogue::Event& event) {
           return event.kind == dialogue::Event::Kind::application_asked;
         }) >= count;
}

inline bool has_a_reason_to_cut(const Case<Dialogue>& played) {
  return std::ranges::any_of(played.transcript.events, [](const dialogue::Event& event) {
    return event.reason.size() > 123 && reference::is_utf8(event.reason) &&
           !reference::is_utf8(event.reason.substr(0, 123));
  });
}

inline bool has_a_large_message(const Case<Dialogue>& played) {
  return std::ranges::any_of(played.received, [](const dialogue::Received& received) {
    return received.frame.payload.size() >= 2048;
  });
}

inline bool goes_on_behind_the_end(const Case<Dialogue>& played) {
  const auto* first = dialogue::decisive(played);
  return first != nullptr && dialogue::is_followed(played, *first);
}

template <>
inline constexpr auto classes<Dialogue> = std::to_array<Class<Dialogue>>({
    {"of a client", 30, [](const Case<Dialogue>& d) { return d.role == Role::client; }},
    {"of a server", 30, [](const Case<Dialogue>& d) { return d.role == Role::server; }},
    {"a good close", 20, is_decided_by<reference::Meaning::close>},
    {"a disputed close", 2, is_decided_by<reference::Meaning::disputed>},
    {"not judged", 2, is_decided_by<reference::Meaning::unjudged>},
    {"no close", 3, ends_without_a_close},
    {"half a code", 0.5, is_decided_by_fault<reference::Fault::half_a_code>},
    {"not UTF-8", 3, is_decided_by_fault<reference::Fault::utf8>},
    {"a code never sent", 1, is_decided_by_fault<reference::Fault::code>},
    {"without FIN", 1, is_decided_by_fault<reference::Fault::fin>},
    {"a reserved bit", 1, is_decided_by_fault<reference::Fault::reserved_bits>},
    {"no mask", 1, is_decided_by_fault<reference::Fault::mask_missing>},
    {"masked", 1, is_decided_by_fault<reference::Fault::mask_present>},
    {"over 125 bytes", 0.5, is_decided_by_fault<reference::Fault::length>},
    {"asked to close", 20, is_asked<1>},
    {"asked twice", 5, is_asked<2>},
    {"a code point across byte 123", 1, has_a_reason_to_cut},
    {"a large message", 2, has_a_large_message},
    {"something behind the end", 10, goes_on_behind_the_end},
    {"split", 20, [](const Case<Dialogue>& d) { return d.whole.has_value(); }},
});

/// The steps by which `bytes` arrive in pieces of one size, the first of another: as many pieces as
/// a step makes necessary, where `size` is none.
inline Bytes arrivals_of(const Bytes& bytes, std::size_t first, std::size_t size) {
  Bytes script;
  std::size_t next = first;
  for (std::size_t begin = 0; begin < bytes.size(); next = size) {
    const std::size_t piece =
        std::min({next == 0 ? 63 : next, std::size_t{63}, bytes.size() - begin});
    script.push_back(static_cast<std::uint8_t>(piece));
    script.insert(script.end(), bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                  bytes.begin() + static_cast<std::ptrdiff_t>(begin + piece));
    begin += piece;
  }
  return script;
}

/// Bytes that arrive at once, in two parts, or in many small ones.
inline Gen<Bytes> in_pieces(Gen<Bytes> bytes) {
  const auto first = rc::gen::weightedOneOf<std::size_t>({{2, rc::gen::just<std::size_t>(0)},
                                                          {2, uniform<std::size_t>(1, 10)},
                                                          {1, uniform<std::size_t>(1, 63)}});
  const auto size = rc::gen::weightedOneOf<std::size_t>(
      {{3, rc::gen::just<std::size_t>(0)}, {1, uniform<std::size_t>(1, 4)}});
  return rc::gen::map(rc::gen::tuple(std::move(bytes), first, size),
                      [](const auto& parts) { return std::apply(arrivals_of, parts); });
}

/// A close of which the header is good or has one fault, to be sent to an endpoint of this role.
inline Gen<Bytes> any_close(Role role) {
  using enum HeaderFault;
  const Role sender = role == Role::client ? Role::server : Role::client;
  const auto fault = rc::gen::weightedElement<HeaderFault>(
      {{16, none}, {1, fin}, {1, reserved_bit}, {2, mask_bit}, {1, long_length}, {1, cut}});
  const auto good_body = rc::gen::weightedOneOf<Bytes>({{1, rc::gen::just(Bytes{})},
                                                        {4, code_and(true, valid_text(123))},
                                                        {1, code_and(true, letters(20))}});
  const auto never_sent =
      rc::gen::map(rc::gen::oneOf(one_of(std::vector<std::uint16_t>{1005, 1006, 1015}),
                                  uniform<std::uint16_t>(0, 999)),
                   big_endian);
  const auto half_a_code = rc::gen::just(Bytes{0x03});
  const auto body = rc::gen::weightedOneOf<Bytes>(
      {{12, good_body}, {8, code_and_reason()}, {1, never_sent}, {1, half_a_code}});
  return rc::gen::map(rc::gen::tuple(body, key_plan(), fault, uniform<std::uint8_t>(0, 255)),
                      [sender](const auto& parts) {
                        const auto& [bytes, key, wrong, variation] = parts;
                        const Bytes input = assemble({sender, 0, bytes, key, {}, wrong, variation});
                        return Bytes(input.begin() + 1, input.end());
                      });
}

/// A reason of 121 to 130 bytes in which a code point lies across byte 123, or ends there.
inline Gen<std::string> reason_to_cut() {
  return rc::gen::map(rc::gen::tuple(uniform<std::size_t>(119, 123),
                                     one_of(std::u32string_view(U"\u00E9\u20AC\U0001F600")),
                                     uniform<std::size_t>(0, 3)),
                      [](const auto& parts) {
                        const auto& [before, scalar, behind] = parts;
                        return std::string(before, 'a') + reference::encode(scalar) +
                               std::string(behind, 'b');
                      });
}

/// The application asks to close.
inline Gen<Bytes> asked_close() {
  const auto text = rc::gen::weightedOneOf<std::string>({{3, letters(10)},
                                                         {2, reason_to_cut()},
                                                         {2, valid_text(130)},
                                                         {1, corrupted_text(123)},
                                                         {1, plain_text({0, 122, 123, 124, 255})}});
  const auto codes = rc::gen::weightedOneOf<std::uint16_t>(
      {{6, code(true)}, {2, code(false)}, {1, rc::gen::just<std::uint16_t>(1010)}});
  const auto with_code = rc::gen::map(rc::gen::tuple(codes, text), [](const auto& parts) {
    const auto& [number, reason] = parts;
    return join(
        {{0x40}, big_endian(number), {static_cast<std::uint8_t>(reason.size())}, to_bytes(reason)});
  });
  return rc::gen::weightedOneOf<Bytes>({{8, with_code}, {1, rc::gen::just(Bytes{0x41})}});
}

/// A frame that changes nothing: a ping, a pong, a message, or a fragment of one.
inline Gen<Bytes> quiet_frame(Role role) {
  const Role sender = role == Role::client ? Role::server : Role::client;
  const auto first = one_of(std::vector<std::uint8_t>{0x89, 0x8A, 0x81, 0x82, 0x01, 0x80});
  return rc::gen::map(
      rc::gen::tuple(first, uniform<std::size_t>(0, 12)), [sender](const auto& parts) {
        const auto& [kind, size] = parts;
        return join(
            {other_header(sender, kind, size, 0), Bytes(size, sender == Role::client ? 1 : 'a')});
      });
}

/// A message of 128 bytes to 8 KiB.
inline Gen<Bytes> message() {
  return rc::gen::map(uniform<std::uint8_t>(0, 63), [](std::uint8_t size) {
    return Bytes{static_cast<std::uint8_t>(0x80 | size)};
  });
}

/// One step, or a few that belong together, of a dialogue with an endpoint of this role.
inline Gen<Bytes> steps(Role role) {
  const Role sender = role == Role::client ? Role::server : Role::client;
  const auto with_more_behind = rc::gen::map(
      rc::gen::tuple(any_close(role), rc::gen::oneOf(quiet_frame(role), any_close(role))),
      [](const auto& parts) { return join({std::get<0>(parts), std::get<1>(parts)}); });
  return rc::gen::weightedOneOf<Bytes>({{9, in_pieces(any_close(role))},
                                        {2, in_pieces(quiet_frame(role))},
                                        {2, message()},
                                        {1, in_pieces(other_frame(sender))},
                                        {1, in_pieces(with_more_behind)},
                                        {1, in_pieces(wrong_frame(sender))},
                                        {10, asked_close()},
                                        {1, rc::gen::just(Bytes{0xC0})}});
}

/// How a dialogue ends: as it comes, by the end of the transport, or with a close that arrives in
/// one piece whatever its size.
inline Gen<Bytes> last_step(Role role) {
  const auto in_one_piece =
      rc::gen::map(any_close(role), [](const Bytes& frame) { return join({{0x00}, frame}); });
  return rc::gen::weightedOneOf<Bytes>(
      {{2, rc::gen::just(Bytes{})}, {1, rc::gen::just(Bytes{0xC0})}, {2, in_one_piece}});
}

template <>
inline Gen<Bytes> input<Dialogue>() {
  return rc::gen::mapcat(uniform(0, 1), [](int server) {
    const Role role = server ? Role::server : Role::client;
    const auto script = rc::gen::resize(3, rc::gen::container<std::vector<Bytes>>(steps(role)));
    return rc::gen::map(rc::gen::tuple(script, last_step(role)), [role](const auto& parts) {
      Bytes input = to_input(Dialogue{role, {}});
      for (const Bytes& part : std::get<0>(parts))
        input.insert(input.end(), part.begin(), part.end());
      return join({input, std::get<1>(parts)});
    });
  });
}

}  // namespace closeframe::props::generators
