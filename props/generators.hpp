// SPDX-License-Identifier: Apache-2.0
// RapidCheck generators of inputs, one a shape. They construct instead of filtering, lean
// towards the edges, and shrink towards fewer and smaller parts.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <closeframe/status_code.hpp>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "examples.hpp"
#include "reference/utf8.hpp"
#include "shapes.hpp"
#include "utf8_edges.hpp"

namespace closeframe::props::generators {

using rc::Gen;

/// Every value of [first, last] alike; RapidCheck's own range starts at its low end and grows.
template <class T>
Gen<T> uniform(T first, T last) {
  return rc::gen::map(rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(
                                                            static_cast<std::int64_t>(first),
                                                            static_cast<std::int64_t>(last) + 1)),
                      [](std::int64_t value) { return static_cast<T>(value); });
}

/// One of `values`, which are not empty, and shrinks towards the first.
template <class Range>
auto one_of(Range values) {
  return rc::gen::map(uniform<std::size_t>(0, std::size(values) - 1),
                      [values](std::size_t i) { return values[i]; });
}

inline Bytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }

inline Bytes join(std::initializer_list<Bytes> parts) {
  Bytes whole;
  for (const Bytes& part : parts) whole.insert(whole.end(), part.begin(), part.end());
  return whole;
}

inline Bytes big_endian(std::uint16_t number) {
  return {static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number & 0xFF)};
}

/// A status code from a row of the table that is, or is not, allowed on the wire: as often the
/// first or last of its row as any.
inline Gen<std::uint16_t> code(bool on_wire) {
  std::vector<StatusCodeRange> rows;
  std::ranges::copy_if(status_code_ranges, std::back_inserter(rows),
                       [=](const StatusCodeRange& row) { return row.on_wire == on_wire; });
  return rc::gen::mapcat(one_of(rows), [](const StatusCodeRange& row) {
    return rc::gen::weightedOneOf<std::uint16_t>({{1, rc::gen::just(row.first)},
                                                  {1, rc::gen::just(row.last)},
                                                  {2, uniform(row.first, row.last)}});
  });
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

/// A code point of two to four bytes of which one is just below or just above a continuation.
inline Gen<std::string> bad_continuation() {
  return rc::gen::map(
      rc::gen::tuple(one_of(std::u32string_view(U"\u00E9\u20AC\U0001F600")),
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

/// A valid text with one corruption between two of its code points: at most `limit` bytes, which
/// are 5 or more, and never UTF-8.
inline Gen<std::string> corrupted_text(std::size_t limit) {
  return rc::gen::map(
      rc::gen::tuple(valid_text(limit - 5), corruption(), uniform<std::size_t>(0, limit)),
      [](const auto& parts) {
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

/// The inputs of the worked examples of a shape.
template <class Shape>
Gen<Bytes> worked_example() {
  std::vector<Bytes> inputs;
  for (const auto& example : examples<Shape>) inputs.push_back(to_input<Shape>(example));
  return one_of(inputs);
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

/// What may be wrong with the header of a frame that is otherwise well-formed.
enum class HeaderFault : std::uint8_t {
  none,
  opcode,
  fin,
  reserved_bit,
  mask_bit,
  long_length,
  cut,
};

struct FrameParts {
  Role sender;
  std::uint8_t chunk_size;
  Bytes body, key, trailing;
  HeaderFault fault;
  std::uint8_t variation;  ///< picks one of the ways to have the fault
};

inline Bytes length_field(std::size_t size, bool long_form, bool mask_bit) {
  const auto mask = static_cast<std::uint8_t>(mask_bit ? 0x80 : 0);
  if (size <= 125 && !long_form) return {static_cast<std::uint8_t>(mask | size)};
  return join(
      {{static_cast<std::uint8_t>(mask | 126)}, big_endian(static_cast<std::uint16_t>(size))});
}

inline std::uint8_t first_byte(HeaderFault fault, std::uint8_t variation) {
  if (fault == HeaderFault::opcode) {
    const int opcode = variation % 15;
    return static_cast<std::uint8_t>(0x80 | (opcode < 8 ? opcode : opcode + 1));
  }
  if (fault == HeaderFault::fin) return 0x08;
  if (fault == HeaderFault::reserved_bit)
    return static_cast<std::uint8_t>(0x88 | (1 + variation % 7) << 4);
  return 0x88;
}

inline Bytes assemble(const FrameParts& parts) {
  const bool masked = (parts.sender == Role::client) != (parts.fault == HeaderFault::mask_bit);
  Bytes payload = parts.body;
  for (std::size_t i = 0; masked && i < payload.size(); ++i) payload[i] ^= parts.key[i % 4];
  Bytes frame = join({{first_byte(parts.fault, parts.variation)},
                      length_field(payload.size(), parts.fault == HeaderFault::long_length, masked),
                      masked ? parts.key : Bytes{},
                      payload,
                      parts.trailing});
  if (parts.fault == HeaderFault::cut) frame.resize(frame.size() * parts.variation / 256);
  return to_input(Wire{parts.sender, parts.chunk_size, frame});
}

/// A frame of another kind: a fragment, a ping, a text, with any of the three length forms.
inline Gen<Bytes> other_frame(Role sender) {
  const auto byte = uniform<std::uint8_t>(0, 255);
  const auto first =
      one_of(std::vector<std::uint8_t>{0x81, 0x01, 0x80, 0x00, 0x82, 0x89, 0x8A, 0xC1});
  const auto sizes = one_of(std::vector<std::size_t>{0, 1, 2, 3, 125, 126, 127, 200});
  const auto payload = rc::gen::mapcat(
      sizes, [=](std::size_t size) { return rc::gen::container<Bytes>(size, byte); });
  const auto form = one_of(std::vector<std::size_t>{0, 2, 8});
  return rc::gen::map(rc::gen::tuple(first, payload, form), [sender](const auto& parts) {
    const auto& [first_byte, data, length_size] = parts;
    const auto mask = static_cast<std::uint8_t>(sender == Role::client ? 0x80 : 0);
    Bytes frame{first_byte};
    if (length_size == 0 && data.size() <= 125) {
      frame.push_back(static_cast<std::uint8_t>(mask | data.size()));
    } else {
      const std::size_t size = std::max<std::size_t>(length_size, 2);
      frame.push_back(static_cast<std::uint8_t>(mask | (size == 2 ? 126 : 127)));
      frame.resize(frame.size() + size - 1);
      frame.push_back(static_cast<std::uint8_t>(data.size()));
    }
    return join({frame, mask != 0 ? Bytes{1, 2, 3, 4} : Bytes{}, data});
  });
}

/// The beginning of a frame of another kind that announces far more payload than comes: a power
/// of two, of which a number too narrow keeps nothing. What comes looks like an empty close.
inline Gen<Bytes> unfinished_frame(Role sender) {
  const auto powers = one_of(std::vector<int>{8, 15, 16, 24, 31, 32, 62});
  return rc::gen::map(powers, [sender](int power) {
    const auto mask = static_cast<std::uint8_t>(sender == Role::client ? 0x80 : 0);
    const int size = power < 16 ? 2 : 8;
    Bytes frame{0x82, static_cast<std::uint8_t>(mask | (size == 2 ? 126 : 127))};
    for (int i = size; i-- > 0;)
      frame.push_back(static_cast<std::uint8_t>(std::uint64_t{1} << power >> 8 * i & 0xFF));
    const Bytes key = mask != 0 ? Bytes{1, 2, 3, 4} : Bytes{};
    return join({frame, key, {0x88, mask}, key});
  });
}

/// The sizes of the chunks in which bytes arrive.
inline Gen<std::uint8_t> chunk_size() {
  return rc::gen::weightedOneOf<std::uint8_t>({{1, rc::gen::just<std::uint8_t>(0)},
                                               {1, uniform<std::uint8_t>(1, 3)},
                                               {1, uniform<std::uint8_t>(4, 127)}});
}

inline Gen<FrameParts> frame_parts() {
  using enum HeaderFault;
  const auto byte = uniform<std::uint8_t>(0, 255);
  const auto key = rc::gen::weightedOneOf<Bytes>(
      {{1, rc::gen::just(Bytes(4, 0))}, {4, rc::gen::container<Bytes>(4, byte)}});
  const auto trailing = rc::gen::weightedOneOf<Bytes>(
      {{2, rc::gen::just(Bytes{})}, {1, rc::gen::container<Bytes>(7, byte)}});
  const auto fault = rc::gen::weightedElement<HeaderFault>({{14, none},
                                                            {1, opcode},
                                                            {1, fin},
                                                            {1, reserved_bit},
                                                            {2, mask_bit},
                                                            {1, long_length},
                                                            {2, cut}});
  return rc::gen::map(
      rc::gen::tuple(uniform(0, 1), chunk_size(), code_and_reason(), key, trailing, fault, byte),
      [](const auto& parts) {
        return std::apply(
            [](int server, auto... rest) {
              return FrameParts{server ? Role::server : Role::client, std::move(rest)...};
            },
            parts);
      });
}

/// A close frame with a body that is a code and a reason, good or bad.
inline Gen<Bytes> close_frame(Role sender, Gen<Bytes> body) {
  return rc::gen::map(std::move(body), [sender](const Bytes& bytes) {
    const Bytes input = assemble({sender, 0, bytes, {1, 2, 3, 4}, {}, HeaderFault::none, 0});
    return Bytes(input.begin() + 1, input.end());
  });
}

/// Frames of any kind one after the other, in chunks.
inline Gen<Bytes> stream(Role sender) {
  const auto frame = rc::gen::weightedOneOf<Bytes>({{2, other_frame(sender)},
                                                    {2, close_frame(sender, code_and_reason())},
                                                    {1, unfinished_frame(sender)}});
  const auto frames = rc::gen::resize(5, rc::gen::container<std::vector<Bytes>>(frame));
  return rc::gen::map(rc::gen::tuple(chunk_size(), frames), [sender](const auto& parts) {
    const auto& [size, several] = parts;
    Bytes bytes;
    for (const Bytes& one : several) bytes.insert(bytes.end(), one.begin(), one.end());
    return to_input(Wire{sender, size, bytes});
  });
}

/// Inputs of a shape, to be read with `Shape::from`.
template <class Shape>
Gen<Bytes> input();

template <>
inline Gen<Bytes> input<Body>() {
  return rc::gen::weightedOneOf<Bytes>({{19, code_and_reason()}, {1, worked_example<Body>()}});
}

template <>
inline Gen<Bytes> input<CloseRequest>() {
  return rc::gen::weightedOneOf<Bytes>(
      {{19, code_and_reason()}, {1, worked_example<CloseRequest>()}});
}

template <>
inline Gen<Bytes> input<Text>() {
  const auto text = rc::gen::weightedOneOf<Bytes>({{5, rc::gen::map(valid_text(200), to_bytes)},
                                                   {4, rc::gen::map(corrupted_text(200), to_bytes)},
                                                   {1, noise()}});
  const auto limited = rc::gen::mapcat(text, [](const Bytes& bytes) {
    const auto size = static_cast<std::uint8_t>(bytes.size());
    const auto limit = rc::gen::weightedOneOf<std::uint8_t>(
        {{3, uniform<std::uint8_t>(0, size)},
         {1, uniform<std::uint8_t>(0, 255)},
         {1, one_of(std::vector<std::uint8_t>{0, 1, 123, 255})}});
    return rc::gen::map(limit,
                        [bytes](std::uint8_t max_size) { return join({{max_size}, bytes}); });
  });
  return rc::gen::weightedOneOf<Bytes>({{19, limited}, {1, worked_example<Text>()}});
}

template <>
inline Gen<Bytes> input<Wire>() {
  return rc::gen::weightedOneOf<Bytes>({{14, rc::gen::map(frame_parts(), assemble)},
                                        {2, stream(Role::client)},
                                        {2, stream(Role::server)},
                                        {1, noise()},
                                        {1, worked_example<Wire>()}});
}

/// The events by which `bytes` arrive, as many at a time as an event can hold.
inline Bytes arrivals(const Bytes& bytes) {
  Bytes script;
  for (std::size_t begin = 0; begin < bytes.size(); begin += 63) {
    const std::size_t size = std::min<std::size_t>(63, bytes.size() - begin);
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
  const auto good_close = rc::gen::weightedOneOf<Bytes>(
      {{1, rc::gen::just(Bytes{})}, {3, code_and(true, valid_text(123))}});
  const auto end = rc::gen::map(uniform<std::uint8_t>(0, 2), [](std::uint8_t how) {
    return Bytes{static_cast<std::uint8_t>(0xC0 | how)};
  });
  return rc::gen::weightedOneOf<Bytes>({{4, arriving(close_frame(sender, good_close))},
                                        {2, arriving(close_frame(sender, code_and_reason()))},
                                        {3, arriving(other_frame(sender))},
                                        {1, arriving(unfinished_frame(sender))},
                                        {1, arriving(noise())},
                                        {3, wish(1)},
                                        {1, wish(2)},
                                        {2, end}});
}

template <>
inline Gen<Bytes> input<Conversation>() {
  const auto conversation = rc::gen::mapcat(uniform(0, 1), [](int server) {
    const Role role = server ? Role::server : Role::client;
    const auto script = rc::gen::resize(7, rc::gen::container<std::vector<Bytes>>(events(role)));
    return rc::gen::map(script, [server](const std::vector<Bytes>& parts) {
      Bytes input{static_cast<std::uint8_t>(server ? 0x80 : 0x00)};
      for (const Bytes& part : parts) input.insert(input.end(), part.begin(), part.end());
      return input;
    });
  });
  return rc::gen::weightedOneOf<Bytes>({{19, conversation}, {1, worked_example<Conversation>()}});
}

}  // namespace closeframe::props::generators
