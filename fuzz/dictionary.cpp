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

}  // namespace
}  // namespace closeframe::props

int main(int argc, char** argv) {
  using namespace closeframe::props;
  const std::string_view target = argc == 2 ? argv[1] : "";
  const bool is_text = target == Text::target;
  const bool is_wire = target == Wire::target;
  if (!is_text && !is_wire && target != Body::target && target != CloseRequest::target) {
    std::cerr << "usage: dictionary TARGET\n";
    return 2;
  }
  if (is_wire) headers();
  if (!is_text) codes();
  utf8();
  return 0;
}
