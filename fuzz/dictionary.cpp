// SPDX-License-Identifier: Apache-2.0
// The program `dictionary`: writes the dictionary of a fuzz target, from the table of status codes
// and the edges of UTF-8.
#include <algorithm>
#include <closeframe/frame.hpp>
#include <closeframe/status_code.hpp>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>

#include "explanation.hpp"
#include "reference/utf8.hpp"
#include "shapes.hpp"
#include "utf8_edges.hpp"

namespace closeframe::props {
namespace {

std::string escaped(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<std::uint8_t>(byte);
    text += "\\x" + hex(Input(&value, 1));
  }
  return text;
}

std::string big_endian(unsigned number) {
  return {static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)};
}

void code(unsigned code) {
  std::cout << "code_" << code << "=\"" << escaped(big_endian(code)) << "\"\n";
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
    std::cout << "scalar_" << static_cast<std::uint32_t>(value) << "=\""
              << escaped(reference::encode(value)) << "\"\n";
  for (const auto& corruption : corruptions) {
    std::string name(corruption.name);
    std::ranges::replace(name, '-', '_');
    std::cout << name << "=\"" << escaped(corruption.bytes) << "\"\n";
  }
}

void headers() {
  for (const std::size_t size : {0u, 1u, 2u, 124u, 125u, 126u, 127u})
    for (const unsigned mask : {0x00u, 0x80u}) {
      const std::string header{'\x88', static_cast<char>(mask | size)};
      std::cout << (mask ? "masked_" : "unmasked_") << size << "=\"" << escaped(header) << "\"\n";
    }
}

/// Whole events of a conversation: closes arriving, masked with a zero key or not, and the ends.
void conversation_events() {
  const auto entry = [](std::string_view name, std::string_view bytes) {
    std::cout << name << "=\"" << escaped(bytes) << "\"\n";
  };
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
  entry("tls_failure", "\xC2"sv);
}

}  // namespace
}  // namespace closeframe::props

int main(int argc, char** argv) {
  using namespace closeframe::props;
  const std::string_view target = argc == 2 ? argv[1] : "";
  const bool is_text = target == Text::target;
  const bool is_wire = target == Wire::target;
  const bool is_conversation = target == Conversation::target;
  if (!is_text && !is_wire && !is_conversation && target != Body::target &&
      target != CloseRequest::target) {
    std::cerr << "usage: dictionary TARGET\n";
    return 2;
  }
  if (is_wire || is_conversation) headers();
  if (is_conversation) conversation_events();
  if (!is_text) codes();
  utf8();
  return 0;
}
