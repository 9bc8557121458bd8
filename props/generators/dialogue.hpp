// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidcheck.h>

#include <array>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "dialogue/facts.hpp"
#include "generators/classes.hpp"
#include "generators/conversation.hpp"
#include "generators/frames.hpp"
#include "generators/input.hpp"
#include "generators/values.hpp"
#include "shapes/dialogue.hpp"

namespace closeframe::props::generators {

using shapes::Dialogue;

inline bool is_decided_by(const Case<Dialogue>& played, reference::Meaning meaning) {
  return dialogue::decisive(played, meaning) != nullptr;
}

template <>
inline constexpr auto classes<Dialogue> = std::to_array<Class<Dialogue>>({
    {"of a client", 30, [](const Case<Dialogue>& d) { return d.role == Role::client; }},
    {"of a server", 30, [](const Case<Dialogue>& d) { return d.role == Role::server; }},
    {"a good close", 20,
     [](const Case<Dialogue>& d) { return is_decided_by(d, reference::Meaning::close); }},
    {"a fault", 10,
     [](const Case<Dialogue>& d) { return is_decided_by(d, reference::Meaning::fault); }},
    {"a disputed close", 2,
     [](const Case<Dialogue>& d) { return is_decided_by(d, reference::Meaning::disputed); }},
    {"asked to close", 20,
     [](const Case<Dialogue>& d) { return dialogue::first_wish(d) != nullptr; }},
    {"split", 20, [](const Case<Dialogue>& d) { return d.whole.has_value(); }},
});

/// The application asks to close.
inline Gen<Bytes> asked_close() {
  const auto text = rc::gen::weightedOneOf<std::string>(
      {{3, valid_text(130)}, {1, corrupted_text(123)}, {1, plain_text({0, 122, 123, 124, 130})}});
  const auto codes = rc::gen::weightedOneOf<std::uint16_t>({{4, code(true)}, {1, code(false)}});
  const auto with_code = rc::gen::map(rc::gen::tuple(codes, text), [](const auto& parts) {
    const auto& [number, reason] = parts;
    return join(
        {{0x40}, big_endian(number), {static_cast<std::uint8_t>(reason.size())}, to_bytes(reason)});
  });
  return rc::gen::weightedOneOf<Bytes>({{5, with_code}, {1, rc::gen::just(Bytes{0x41})}});
}

/// One step, or a few that belong together, of an endpoint of this role.
inline Gen<Bytes> steps(Role role) {
  const Role sender = role == Role::client ? Role::server : Role::client;
  return rc::gen::weightedOneOf<Bytes>({{6, arriving(close_frame(sender, code_and_reason()))},
                                        {1, arriving(other_frame(sender))},
                                        {1, arriving(wrong_frame(sender))},
                                        {1, rc::gen::just(Bytes{0x80})},
                                        {4, asked_close()},
                                        {1, rc::gen::just(Bytes{0xC0})}});
}

template <>
inline Gen<Bytes> input<Dialogue>() {
  return rc::gen::mapcat(uniform(0, 1), [](int server) {
    const Role role = server ? Role::server : Role::client;
    const auto script = rc::gen::resize(4, rc::gen::container<std::vector<Bytes>>(steps(role)));
    return rc::gen::map(script, [role](const std::vector<Bytes>& parts) {
      Bytes input = to_input(Dialogue{role, {}});
      for (const Bytes& part : parts) input.insert(input.end(), part.begin(), part.end());
      return input;
    });
  });
}

}  // namespace closeframe::props::generators
