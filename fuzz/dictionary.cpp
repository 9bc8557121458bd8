// SPDX-License-Identifier: Apache-2.0
// The program `dictionary`: writes the dictionary of a fuzz target, of the parts that its row in
// fuzz/targets.json names: from the table of status codes and the edges of UTF-8.
//
// It prints with the C library: it runs during a build, under whatever sanitizer that is for, and
// MSan does not follow the standard C++ library's object code.
#include <algorithm>
#include <closeframe/status_code.hpp>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <string_view>

#include "generators/utf8_edges.hpp"
#include "reference/utf8.hpp"

namespace closeframe::props {
namespace {

void value(std::string_view bytes) {
  std::fputs("=\"", stdout);
  for (const char byte : bytes) std::printf("\\x%02x", static_cast<std::uint8_t>(byte));
  std::puts("\"");
}

void entry(std::string_view name, std::string_view bytes) {
  for (const char c : name) std::putchar(c == '-' ? '_' : c);
  value(bytes);
}

void entry(const char* kind, unsigned number, std::string_view bytes) {
  std::printf("%s_%u", kind, number);
  value(bytes);
}

void code(unsigned code) {
  const char big_endian[] = {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  entry("code", code, {big_endian, sizeof big_endian});
}

/// The edges of the table of status codes.
void codes() {
  for (const auto& row : status_code_ranges) {
    code(row.first);
    if (row.last != row.first) code(row.last);
  }
}

void utf8() {
  for (const char32_t value : edge_scalars)
    entry("scalar", static_cast<unsigned>(value), reference::encode(value));
  for (const auto& corruption : corruptions) entry(corruption.name, corruption.bytes);
}

void headers() {
  for (const unsigned size : {0u, 1u, 2u, 124u, 125u, 126u, 127u})
    for (const unsigned mask : {0x00u, 0x80u}) {
      const char header[] = {'\x88', static_cast<char>(mask | size)};
      entry(mask ? "masked" : "unmasked", size, {header, sizeof header});
    }
}

/// Whole events of a conversation: closes arriving, masked with a zero key or not, and the ends.
void conversation_events() {
  using namespace std::string_view_literals;
  entry("empty_close", "\x02\x88\x00"sv);
  entry("masked_empty_close", "\x06\x88\x80\x00\x00\x00\x00"sv);
  entry("close_1000", "\x04\x88\x02\x03\xE8"sv);
  entry("masked_close_1000", "\x08\x88\x82\x00\x00\x00\x00\x03\xE8"sv);
  entry("application_closes_1000", "\x40\x03\xE8"sv);
  entry("application_closes_1010", "\x40\x03\xF2"sv);
  entry("application_closes", "\x7F"sv);
  entry("application_fails_1011", "\x80\x03\xF3"sv);
  entry("transport_ends", "\xC0"sv);
  entry("connection_opens", "\xC1"sv);
  entry("tls_failure", "\xC2"sv);
}

/// Whole steps of a dialogue.
void dialogue_steps() {
  using namespace std::string_view_literals;
  entry("empty_close", "\x02\x88\x00"sv);
  entry("masked_empty_close", "\x06\x88\x80\x00\x00\x00\x00"sv);
  entry("close_1000", "\x04\x88\x02\x03\xE8"sv);
  entry("masked_close_1000", "\x08\x88\x82\x00\x00\x00\x00\x03\xE8"sv);
  entry("application_closes_1000", "\x40\x03\xE8\x00"sv);
  entry("application_closes_bye", "\x40\x03\xE8\x03\x62\x79\x65"sv);
  entry("application_closes", "\x41"sv);
  entry("message_of_128", "\x80"sv);
  entry("message_of_8192", "\xBF"sv);
  entry("transport_ends", "\xC0"sv);
}

struct Part {
  std::string_view name;  ///< in fuzz/targets.json
  void (*write)();
};

constexpr Part parts[] = {{"codes", codes},
                          {"utf8", utf8},
                          {"headers", headers},
                          {"events", conversation_events},
                          {"steps", dialogue_steps}};

/// Says whether there is such a part.
bool write_part(std::string_view name) {
  const auto part = std::ranges::find(parts, name, &Part::name);
  if (part == std::end(parts)) return false;
  part->write();
  return true;
}

}  // namespace
}  // namespace closeframe::props

int main(int argc, char** argv) {
  std::puts("# What the format holds in many places.");  // an engine rejects an empty file
  if (std::all_of(argv + 1, argv + argc, closeframe::props::write_part)) return 0;
  std::fputs("usage: dictionary [codes|utf8|headers|events|steps]...\n", stderr);
  return 2;
}
