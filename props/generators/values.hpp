// SPDX-License-Identifier: Apache-2.0
// RapidCheck generators of what the inputs are made of: codes, texts, bodies. They construct
// instead of filtering, lean towards the edges, and shrink towards fewer and smaller parts.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <closeframe/status_code.hpp>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "generators/bytes.hpp"
#include "generators/utf8_edges.hpp"
#include "reference/close_frame.hpp"
#include "reference/utf8.hpp"

namespace closeframe::props::generators {

/// The codes whose two bytes a shortcut may take for something else: equal ones, or the lower one
/// all zeros or all ones.
inline const std::vector<std::uint16_t>& odd_codes(bool on_wire) {
  static const auto lists = [] {
    std::array<std::vector<std::uint16_t>, 2> codes;
    for (unsigned code = 0; code <= 0xFFFF; ++code) {
      const unsigned low = code & 0xFF;
      const auto number = static_cast<std::uint16_t>(code);
      if (low == 0 || low == 0xFF || low == code >> 8)
        codes[reference::is_allowed_on_wire(number)].push_back(number);
    }
    return codes;
  }();
  return lists[on_wire];
}

/// A status code from a row of the table that is, or is not, allowed on the wire: as often the
/// first or last of its row as any; or one with odd bytes.
inline Gen<std::uint16_t> code(bool on_wire) {
  std::vector<StatusCodeRange> rows;
  std::ranges::copy_if(status_code_ranges, std::back_inserter(rows),
                       [=](const StatusCodeRange& row) { return row.on_wire == on_wire; });
  const auto in_rows = rc::gen::mapcat(one_of(rows), [](const StatusCodeRange& row) {
    return rc::gen::weightedOneOf<std::uint16_t>({{1, rc::gen::just(row.first)},
                                                  {1, rc::gen::just(row.last)},
                                                  {2, uniform(row.first, row.last)}});
  });
  return rc::gen::weightedOneOf<std::uint16_t>({{3, in_rows}, {2, one_of(odd_codes(on_wire))}});
}

inline Gen<char32_t> scalar() {
  return rc::gen::weightedOneOf<char32_t>({{3, one_of(edge_scalars)},
                                           {2, uniform<char32_t>(0x00, 0x7F)},
                                           {2, uniform<char32_t>(0x80, 0x7FF)},
                                           {1, uniform<char32_t>(0x800, 0xD7FF)},
                                           {1, uniform<char32_t>(0xE000, 0xFFFF)},
                                           {2, uniform<char32_t>(0x10000, 0x10FFFF)}});
}

/// UTF-8 of at most `limit` bytes: about half of them end within three bytes of it.
inline Gen<std::string> valid_text(std::size_t limit) {
  const auto scalars = rc::gen::container<std::vector<char32_t>>(scalar());
  return rc::gen::map(rc::gen::resize(rc::kNominalSize, scalars),
                      [limit](const std::vector<char32_t>& values) {
                        std::string text;
                        for (const char32_t value : values) {
                          const std::string next = reference::encode(value);
                          if (text.size() + next.size() > limit) break;
                          text += next;
                        }
                        return text;
                      });
}

/// A code point of two to four bytes, with any kind of lead, of which one of the others is just
/// below or just above a continuation.
inline Gen<std::string> bad_continuation() {
  return rc::gen::map(
      rc::gen::tuple(
          one_of(std::u32string_view(U"\u00E9\u0800\u20AC\uD7FF\U0001F600\U00040000\U0010FFFF")),
          uniform<std::size_t>(1, 3), one_of(std::string_view("\xC0\x7F"))),
      [](const auto& parts) {
        const auto& [scalar, place, byte] = parts;
        std::string text = reference::encode(scalar);
        text[std::min(place, text.size() - 1)] = byte;
        return text;
      });
}

/// Bytes that make a valid text invalid wherever between two code points they are put: 5 at most.
inline Gen<std::string> corruption() {
  const auto listed =
      rc::gen::map(one_of(corruptions), [](const Corruption& c) { return std::string(c.bytes); });
  return rc::gen::weightedOneOf<std::string>({{3, listed}, {1, bad_continuation()}});
}

/// One letter of ASCII, up to `limit` times.
inline Gen<std::string> letters(std::size_t limit) {
  return rc::gen::map(
      rc::gen::tuple(uniform<std::size_t>(0, limit), one_of(std::vector{'\0', 'a'})),
      [](const auto& parts) {
        return std::apply([](std::size_t size, char letter) { return std::string(size, letter); },
                          parts);
      });
}

/// A valid text with one corruption between two of its code points: at most `limit` bytes, which
/// are 5 or more, and never UTF-8.
inline Gen<std::string> corrupted_text(std::size_t limit) {
  const auto texts =
      rc::gen::weightedOneOf<std::string>({{3, valid_text(limit - 5)}, {1, letters(limit - 5)}});
  const auto places = rc::gen::weightedOneOf<std::size_t>(
      {{1, rc::gen::just<std::size_t>(0)}, {3, uniform<std::size_t>(0, limit)}});
  return rc::gen::map(rc::gen::tuple(texts, corruption(), places), [](const auto& parts) {
    const auto& [text, bytes, place] = parts;
    std::string corrupted = text;
    const auto left = reference::longest_utf8_prefix(text, place);
    corrupted.insert(left.size(), bytes);
    return corrupted;
  });
}

/// A text of exactly `size` bytes that are all alike.
inline Gen<std::string> plain_text(std::vector<std::size_t> sizes) {
  return rc::gen::map(one_of(std::move(sizes)),
                      [](std::size_t size) { return std::string(size, '*'); });
}

/// Any bytes at all, as many as one of the sizes that matter or up to 140.
inline Gen<Bytes> noise() {
  const auto sizes = rc::gen::weightedOneOf<std::size_t>(
      {{1, one_of(std::vector<std::size_t>{0, 1, 2, 3, 123, 124, 125, 126, 127})},
       {1, uniform<std::size_t>(0, 140)}});
  return rc::gen::mapcat(sizes, [](std::size_t size) {
    return rc::gen::container<Bytes>(size, uniform<std::uint8_t>(0, 255));
  });
}

/// A code from a row that is, or is not, allowed on the wire, followed by a reason.
inline Gen<Bytes> code_and(bool on_wire, Gen<std::string> reason) {
  return rc::gen::map(rc::gen::tuple(code(on_wire), std::move(reason)), [](const auto& parts) {
    return join({big_endian(std::get<0>(parts)), to_bytes(std::get<1>(parts))});
  });
}

/// Code and reason as a body or a close request holds them, well-formed or with one fault.
inline Gen<Bytes> code_and_reason() {
  return rc::gen::weightedOneOf<Bytes>({
      {36, code_and(true, valid_text(123))},
      {8, code_and(true, plain_text({0, 1, 121, 122, 123}))},
      {16, code_and(false, valid_text(123))},
      {18, code_and(true, corrupted_text(123))},
      {8, code_and(true, plain_text({124, 125, 126, 200}))},
      {2, rc::gen::just(Bytes{})},
      {3,
       rc::gen::map(uniform<std::uint8_t>(0, 255), [](std::uint8_t byte) { return Bytes{byte}; })},
      {9, noise()},
  });
}

}  // namespace closeframe::props::generators
