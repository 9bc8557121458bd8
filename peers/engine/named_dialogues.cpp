// SPDX-License-Identifier: Apache-2.0
#include "named_dialogues.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "script.hpp"

namespace closeframe::peers {
namespace {

using namespace std::string_view_literals;

Bytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }

/// What an endpoint of one role is sent and asked.
class Table {
 public:
  explicit Table(Role role) : role_(role) {}

  void add_all() {
    add_bodies();
    add_headers();
    add_wishes();
    add_sequences();
    add_answers();
  }

  std::vector<NamedDialogue> dialogues() && { return std::move(dialogues_); }

 private:
  static constexpr auto codes = std::to_array<std::uint16_t>(
      {0,    999,  1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010,
       1011, 1012, 1013, 1014, 1015, 1016, 2999, 3000, 3999, 4000, 4999, 5000, 65535});

  Part arriving(Bytes payload, std::uint8_t first = 0x88) const {
    Part part;
    part.kind = Part::Kind::frame;
    part.frame.first = first;
    part.frame.length_field_size = payload.size() > 125 ? 3 : 1;
    if (role_ == Role::server) part.frame.key = usual_key;
    part.frame.payload = std::move(payload);
    return part;
  }

  static Part wish(std::optional<std::uint16_t> code, std::string_view reason = {}) {
    Part part;
    part.kind = Part::Kind::wish;
    part.code = code;
    part.reason = to_bytes(reason);
    return part;
  }

  static Part end() {
    Part part;
    part.kind = Part::Kind::end;
    return part;
  }

  void add(std::string name, std::vector<Part> parts) {
    dialogues_.push_back({std::move(name), Script{role_, std::move(parts)}.input()});
  }

  void add_bodies() {
    add("close, empty", {arriving({})});
    add("close, one byte", {arriving({0x03})});
    for (const auto code : codes)
      add("close with " + std::to_string(code), {arriving(body_of(code, ""))});
    const std::pair<std::string_view, std::string> reasons[] = {
        {"a reason", "bye"},
        {"a reason of 123 bytes", std::string(123, 'x')},
        {"a reason of 124 bytes", std::string(124, 'x')},
        {"a reason of two, three and four bytes a letter", "é€😀"},
        {"NUL in its reason", std::string("a\0b", 3)},
        {"a byte order mark before its reason",
         "\xEF\xBB\xBF"
         "a"},
        {"a noncharacter in its reason", "\xEF\xBF\xBF"},
        {"a reason cut inside a letter", "caf\xC3"},
        {"a reason that is no UTF-8", "\xFF"},
        {"an overlong letter in its reason", "\xC0\x80"},
        {"a surrogate in its reason", "\xED\xA0\x80"},
        {"a letter above U+10FFFF in its reason", "\xF4\x90\x80\x80"},
    };
    for (const auto& [name, reason] : reasons)
      add("close with " + std::string(name), {arriving(body_of(1000, reason))});
    add("close with 1005 and a reason that is no UTF-8", {arriving(body_of(1005, "\xFF"))});
  }

  void add_headers() {
    const Bytes normal = body_of(1000, "");
    add("close without FIN", {arriving(normal, 0x08)});
    add("close with RSV1", {arriving(normal, 0xC8)});
    add("close with RSV2", {arriving(normal, 0xA8)});
    add("close with RSV3", {arriving(normal, 0x98)});
    for (const auto& [name, size] : {std::pair("16"sv, 3u), std::pair("64"sv, 9u)}) {
      Part part = arriving(normal);
      part.frame.length_field_size = size;
      add("close with a length of " + std::string(name) + " bits", {part});
    }
    Part wrong = arriving(normal);
    wrong.frame.key = wrong.frame.key ? std::nullopt : std::optional(usual_key);
    add(role_ == Role::server ? "close without a mask" : "close with a mask", {wrong});
    add("opcode 11", {arriving({}, 0x8B)});
    add("opcode 3", {arriving({}, 0x83)});
  }

  void add_wishes() {
    add("asked to close", {wish({})});
    for (const auto code : codes) add("asked to close with " + std::to_string(code), {wish(code)});
    const std::pair<std::string_view, std::string> reasons[] = {
        {"a reason", "bye"},
        {"a reason of 123 bytes", std::string(123, 'x')},
        {"a reason of 124 bytes", std::string(124, 'x')},
        {"a reason of 124 bytes whose last letter has two", std::string(122, 'x') + "é"},
        {"a reason that is no UTF-8", "\xFF"},
    };
    for (const auto& [name, reason] : reasons)
      add("asked to close with " + std::string(name), {wish(1000, reason)});
  }

  void add_sequences() {
    const Part close = arriving(body_of(1000, ""));
    add("close after close", {close, arriving(body_of(1001, ""))});
    add("ping before close", {arriving(to_bytes("hi"), 0x89), close});
    add("ping after close", {close, arriving(to_bytes("hi"), 0x89)});
    add("text after close", {close, arriving(to_bytes("hi"), 0x81)});
    add("close inside a message", {arriving(to_bytes("hi"), 0x01), close});
    add("asked to close twice", {wish(1000), wish(1001)});
    add("asked to close, then closed", {wish(1000), close});
    add("closed, then asked to close", {close, wish(1001)});
    add("the transport ends", {end()});
    add("asked to close, then the transport ends", {wish(1000), end()});
    Part unfinished;
    unfinished.kind = Part::Kind::bytes;
    unfinished.bytes = close.arriving();
    unfinished.bytes.pop_back();
    add("the transport ends inside a close", {unfinished, end()});
    for (const std::size_t place : {1u, 2u, 3u, 5u}) {
      Part split = arriving(body_of(1000, "bye"));
      split.cuts = {place};
      add("close that arrives in two pieces, cut at " + std::to_string(place), {split});
    }
  }

  /// To a close of its own.
  void add_answers() {
    const auto answer = [this](std::string_view what, const Bytes& body) {
      add("asked to close, then closed with " + std::string(what), {wish(1000), arriving(body)});
    };
    answer("another code", body_of(1001, ""));
    answer("one byte", {0x03});
    answer("a reason that is no UTF-8", body_of(1001, "\xFF"));
    answer("a reason of 124 bytes", body_of(1001, std::string(124, 'x')));
    for (const auto code : codes)
      if (code != 1000 && code != 1001) answer(std::to_string(code), body_of(code, ""));
  }

  Role role_;
  std::vector<NamedDialogue> dialogues_;
};

}  // namespace

std::vector<NamedDialogue> table_of_dialogues(Role role) {
  Table table(role);
  table.add_all();
  return std::move(table).dialogues();
}

}  // namespace closeframe::peers
