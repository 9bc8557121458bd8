// SPDX-License-Identifier: Apache-2.0
#include "domains.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "script.hpp"

namespace closeframe::peers {
namespace {

constexpr std::uint8_t close_opcode = 8;

/// Makes the members of the domains of one role.
class Maker {
 public:
  Maker(Role role, bool is_cheap) : role_(role), is_cheap_(is_cheap) {}

  Domain codes_received() const {
    return {"codes received", of_codes([this](std::uint16_t code) {
              return dialogue({arriving(0x88, body_of(code))});
            })};
  }

  Domain codes_asked() const {
    return {"codes asked for", of_codes([this](std::uint16_t code) {
              Part wish;
              wish.kind = Part::Kind::wish;
              wish.code = code;
              return dialogue({wish});
            })};
  }

  /// A whole frame behind each header, whose payload is a good body where that is long enough.
  Domain first_bytes() const {
    Domain domain{"first two bytes", {}};
    for (unsigned first = 0; first <= 0xFF; ++first)
      for (unsigned second = 0; second <= 0xFF; ++second) {
        const unsigned size = second & 0x7F;
        if (!is_cheap_ && size > 3 && size < 125) continue;
        if (!is_cheap_ && size == 1 && (first & 0x0F) != close_opcode) continue;
        Part part;
        part.kind = Part::Kind::frame;
        part.frame.first = static_cast<std::uint8_t>(first);
        part.frame.length_field_size = size == 127 ? 9 : size == 126 ? 3 : 1;
        if ((second & 0x80) != 0) part.frame.key = usual_key;
        part.frame.payload = body_of(1000, std::string(size > 2 ? size - 2 : 0, 'a'));
        part.frame.payload.resize(size);
        domain.members.push_back(dialogue({part}));
      }
    return domain;
  }

  Domain splits() const {
    Domain domain{"splits", {}};
    for (const auto& frames : split_frames()) {
      Part stream;
      stream.kind = Part::Kind::bytes;
      for (const Part& frame : frames) {
        const Bytes bytes = frame.arriving();
        stream.bytes.insert(stream.bytes.end(), bytes.begin(), bytes.end());
      }
      for (std::size_t first = 1; first < stream.bytes.size(); ++first) {
        stream.cuts = {first};
        domain.members.push_back(dialogue({stream}));
        for (std::size_t next = first + 1; is_cheap_ && next < stream.bytes.size(); ++next) {
          stream.cuts = {first, next};
          domain.members.push_back(dialogue({stream}));
        }
      }
      stream.cuts.clear();
      for (std::size_t cut = 1; cut < stream.bytes.size(); ++cut) stream.cuts.push_back(cut);
      domain.members.push_back(dialogue({stream}));
    }
    return domain;
  }

 private:
  Part arriving(std::uint8_t first, Bytes payload) const {
    Part part;
    part.kind = Part::Kind::frame;
    part.frame.first = first;
    if (role_ == Role::server) part.frame.key = usual_key;
    part.frame.payload = std::move(payload);
    return part;
  }

  Bytes dialogue(std::vector<Part> parts) const { return Script{role_, std::move(parts)}.input(); }

  /// Codes have meanings up to 5000, and edges where bytes are swapped or read as signed.
  template <class Make>
  std::vector<Bytes> of_codes(Make make) const {
    constexpr unsigned last_with_meaning = 5100;
    std::vector<Bytes> members;
    for (unsigned code = 0; code <= 0xFFFF; ++code) {
      const bool is_edge = code % 0x1000 <= 1 || code % 0x1000 == 0xFFF || (code & 0xFF) == 3;
      if (is_cheap_ || code <= last_with_meaning || is_edge)
        members.push_back(make(static_cast<std::uint16_t>(code)));
    }
    return members;
  }

  std::vector<std::vector<Part>> split_frames() const {
    const Part close = arriving(0x88, body_of(1000, "bye"));
    const Part ping = arriving(0x89, {'h', 'i'});
    const Part text = arriving(0x81, {'h', 'i'});
    Part unmasked = close;
    unmasked.frame.key = unmasked.frame.key ? std::nullopt : std::optional(usual_key);
    return {
        {arriving(0x88, {})},
        {arriving(0x88, {0x03})},
        {arriving(0x88, body_of(1000))},
        {arriving(0x88, body_of(1005))},
        {arriving(0x88, body_of(1000, "é€😀"))},
        {arriving(0x88, body_of(1000, "a\xC3"))},
        {arriving(0x88, body_of(1000, "\xED\xA0\x80"))},
        {arriving(0x08, body_of(1000))},
        {arriving(0xC8, body_of(1000))},
        {unmasked},
        {ping, close},
        {close, ping},
        {text, close},
        {close, close},
        {arriving(0x01, {'h'}), close},
    };
  }

  Role role_;
  bool is_cheap_;
};

}  // namespace

std::vector<Domain> domains_of(Role role, bool is_cheap) {
  const Maker maker(role, is_cheap);
  return {maker.splits(), maker.codes_received(), maker.codes_asked(), maker.first_bytes()};
}

}  // namespace closeframe::peers
