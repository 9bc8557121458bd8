// SPDX-License-Identifier: Apache-2.0
// The domains of dialogues.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dialogue/play.hpp"
#include "generators/domain.hpp"
#include "reference/utf8.hpp"
#include "shapes/dialogue.hpp"

namespace closeframe::props {

inline constexpr std::array<Role, 2> both_roles{Role::client, Role::server};

/// A dialogue in which these bytes arrive in one piece, and then nothing.
inline Bytes arrives_last(Role role, const Bytes& bytes) {
  Bytes input = to_input(shapes::Dialogue{role, {}});
  input.push_back(0);
  input.insert(input.end(), bytes.begin(), bytes.end());
  return input;
}

/// A frame that begins with these two bytes and is as long as they say: 126 bytes where they leave
/// that to a longer length. Its payload begins with 1001.
inline Bytes frame_of(unsigned header) {
  constexpr std::array<std::uint8_t, 4> key{0x37, 0xFA, 0x21, 0x3D};
  Bytes frame{static_cast<std::uint8_t>(header >> 8), static_cast<std::uint8_t>(header & 0xFF)};
  std::size_t size = header & 0x7F;
  if (size >= 126) {
    frame.resize(size == 126 ? 4 : 10);
    frame.back() = 126;
    size = 126;
  }
  const bool is_masked = (header & 0x80) != 0;
  if (is_masked) frame.insert(frame.end(), key.begin(), key.end());
  Bytes payload(size, 'a');
  std::ranges::copy_n(bytes<"\x03\xE9">.begin(), std::min<std::ptrdiff_t>(2, std::ssize(payload)),
                      payload.begin());
  for (std::size_t i = 0; i < size; ++i)
    frame.push_back(static_cast<std::uint8_t>(payload[i] ^ (is_masked ? key[i % 4] : 0)));
  return frame;
}

/// Every first two bytes of a frame that is whole.
inline void header_pairs(const Visit& visit) {
  for (const Role role : both_roles)
    for (unsigned header = 0; header <= 0xFFFF; ++header)
      if (!visit(arrives_last(role, frame_of(header)))) return;
}

/// The same of closes, with FIN or without, and with any reserved bits.
inline void headers_of_closes(const Visit& visit) {
  for (const Role role : both_roles)
    for (unsigned header = 0; header <= 0xFFFF; ++header)
      if ((header >> 8 & 0xF) == 8 && !visit(arrives_last(role, frame_of(header)))) return;
}

/// Every code up to `last` in a close that arrives.
template <unsigned last>
void codes_received_up_to(const Visit& visit) {
  for (const Role role : both_roles)
    for (unsigned code = 0; code <= last; ++code) {
      const Bytes body{static_cast<std::uint8_t>(code >> 8),
                       static_cast<std::uint8_t>(code & 0xFF)};
      if (!visit(arrives_last(role, dialogue::our_frame(role, 0x88, body)))) return;
    }
}

inline void codes_received(const Visit& visit) { codes_received_up_to<0xFFFF>(visit); }

/// The application asks to close with this, in a dialogue in which nothing else happens.
inline Bytes asks(Role role, unsigned code, std::string_view reason) {
  Bytes input = to_input(shapes::Dialogue{role, {}});
  input.insert(input.end(),
               {0x40, static_cast<std::uint8_t>(code >> 8), static_cast<std::uint8_t>(code & 0xFF),
                static_cast<std::uint8_t>(reason.size())});
  input.insert(input.end(), reason.begin(), reason.end());
  return input;
}

template <unsigned last>
void codes_asked_for_up_to(const Visit& visit) {
  for (const Role role : both_roles)
    for (unsigned code = 0; code <= last; ++code)
      if (!visit(asks(role, code, "bye"))) return;
}

inline void codes_asked_for(const Visit& visit) { codes_asked_for_up_to<0xFFFF>(visit); }

/// Reasons of every size that a step can hold, of code points of one to four bytes, in each of
/// their places.
inline void reasons_asked_for(const Visit& visit) {
  for (const Role role : both_roles)
    for (const char32_t scalar : {U'a', U'\u00E9', U'\u20AC', U'\U0001F600'})
      for (std::size_t first = 0; first < 4; ++first) {
        const std::string character = reference::encode(scalar);
        std::string reason(first, 'a');
        for (; reason.size() <= 255; reason += character)
          if (!visit(asks(role, 1000, reason))) return;
      }
}

/// Closes, good and wrong, that stand behind a ping: the bodies, and the first byte of the frame.
struct CloseToSplit {
  std::uint8_t first;
  Input body;
};

inline constexpr auto closes_to_split = std::to_array<CloseToSplit>({
    {0x88, bytes<"">},
    {0x88, bytes<"\x03">},
    {0x88, bytes<"\x03\xE9">},
    {0x88, bytes<"\x03\xE9"
                 "caf\xC3\xA9 \xF0\x9F\x98\x80">},
    {0x88, bytes<"\x03\xE9"
                 "caf\xC3">},
    {0x88, bytes<"\x03\xE9\xF0\x9F\x98">},
    {0x88, bytes<"\x03\xE9\xED\xA0\x80">},
    {0x88, bytes<"\x03\xED">},
    {0x08, bytes<"\x03\xE9">},
    {0xC8, bytes<"\x03\xE9">},
});

/// Each split in three at all places.
inline void splits(const Visit& visit) {
  for (const Role role : both_roles)
    for (const auto& [first, body] : closes_to_split) {
      Bytes all = dialogue::our_frame(role, 0x89, bytes<"!">);
      const Bytes close = dialogue::our_frame(role, first, body);
      all.insert(all.end(), close.begin(), close.end());
      for (std::size_t left = 0; left < all.size(); ++left)
        for (std::size_t right = left; right < all.size(); ++right) {
          Bytes input = to_input(shapes::Dialogue{role, {}});
          const auto arrive = [&](std::size_t begin, std::size_t end) {
            if (begin == end) return;
            input.push_back(static_cast<std::uint8_t>(end - begin));
            input.insert(input.end(), all.begin() + static_cast<std::ptrdiff_t>(begin),
                         all.begin() + static_cast<std::ptrdiff_t>(end));
          };
          arrive(0, left), arrive(left, right), arrive(right, all.size());
          if (!visit(input)) return;
        }
    }
}

/// What small dialogues are made of. A close arrives in one piece, as its frame is below 63 bytes.
inline std::vector<Bytes> small_steps(Role role) {
  std::vector<Bytes> steps;
  const auto arrives = [&](std::uint8_t first, Input body) {
    const Bytes frame = dialogue::our_frame(role, first, body);
    Bytes& step = steps.emplace_back(1, static_cast<std::uint8_t>(frame.size()));
    step.insert(step.end(), frame.begin(), frame.end());
  };
  arrives(0x88, bytes<"">);
  arrives(0x88, bytes<"\x03\xE9">);
  arrives(0x88, bytes<"\x0B\xB8yes">);
  arrives(0x88, bytes<"\x03">);
  arrives(0x88, bytes<"\x03\xE9\xFF">);
  arrives(0x88, bytes<"\x03\xED">);
  arrives(0x88, bytes<"\x03\xF4">);
  arrives(0x89, bytes<"!">);
  arrives(0x01, bytes<"a">);
  arrives(0x80, bytes<"b">);
  steps.push_back({0x9F});                              // a message of 4 KiB
  steps.push_back({0x41});                              // asked to close, without a code
  steps.push_back({0x40, 0x0F, 0xA1, 0x02, 'h', 'm'});  // with 4001
  steps.push_back({0x40, 0x03, 0xED, 0x00});            // with 1005
  steps.push_back({0xC0});                              // the transport ends
  return steps;
}

template <std::size_t length>
void small_dialogues(const Visit& visit) {
  for (const Role role : both_roles) {
    const auto steps = small_steps(role);
    std::array<std::size_t, length> chosen{};
    for (bool more = true; more;) {
      Bytes input = to_input(shapes::Dialogue{role, {}});
      for (const std::size_t step : chosen)
        input.insert(input.end(), steps[step].begin(), steps[step].end());
      if (!visit(input)) return;
      auto digit = chosen.begin();
      while (digit != chosen.end() && *digit == steps.size() - 1) *digit++ = 0;
      more = digit != chosen.end();
      if (more) ++*digit;
    }
  }
}

template <>
inline constexpr auto domains<shapes::Dialogue> = std::to_array<Domain>({
    {"all 4,096 headers of closes to either role", headers_of_closes},
    {"all 65,536 headers to either role", header_pairs, true},
    {"codes up to 5,100, received", codes_received_up_to<5100>},
    {"every code, received", codes_received, true},
    {"codes up to 5,100, asked for", codes_asked_for_up_to<5100>},
    {"every code, asked for", codes_asked_for, true},
    {"reasons of every size, asked for", reasons_asked_for},
    {"ten closes split in three at all places", splits},
    {"all dialogues of 1 small step", small_dialogues<1>},
    {"all dialogues of 2 small steps", small_dialogues<2>},
    {"all dialogues of 3 small steps", small_dialogues<3>},
    {"all dialogues of 4 small steps", small_dialogues<4>, true},
});

}  // namespace closeframe::props
