// SPDX-License-Identifier: Apache-2.0
// The program `tables`: prints one of the tables of the documentation, as Markdown.
#include <array>
#include <closeframe/status_code.hpp>
#include <iostream>
#include <string>
#include <string_view>

#include "catalogue.hpp"
#include "shapes/all.hpp"

namespace closeframe::props {
namespace {

/// `text` within a cell of a table, where a bar would end it.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result;
}

/// A table a shape, a row a property.
void print_properties() {
  for_each_shape([]<class Shape>() {
    std::cout << "#### `" << Shape::name << "`: " << properties<Shape>.size() << " properties, `"
              << Shape::target << "`\n\n"
              << "| property | claim | clause | kind | engines |\n|---|---|---|---|---|\n";
    for (const auto& property : properties<Shape>)
      std::cout << "| `" << property.name << "` | " << cell(property.claim) << " | "
                << cell(property.clause) << " | " << to_string(property.kind) << " | "
                << engines_of(property) << " |\n";
    std::cout << '\n';
  });
}

/// The table of status codes, a row a range.
void print_codes() {
  std::cout << "| codes | name | on the wire | source |\n|---|---|---|---|\n";
  for (const auto& row : status_code_ranges) {
    std::cout << "| " << row.first;
    if (row.last != row.first) std::cout << "–" << row.last;
    std::cout << " | " << cell(row.name) << " | " << (row.on_wire ? "yes" : "no") << " | "
              << cell(row.source) << " |\n";
  }
}

struct Table {
  std::string_view name;
  void (*print)();
};

constexpr auto tables = std::to_array<Table>({
    {"properties", print_properties},
    {"codes", print_codes},
});

}  // namespace
}  // namespace closeframe::props

int main(int argc, char** argv) {
  using namespace closeframe::props;
  for (const auto& table : tables)
    if (argc == 2 && argv[1] == table.name) {
      table.print();
      return std::cout.flush() ? 0 : 2;
    }
  std::cerr << "usage: tables NAME\nNAME is one of";
  for (const auto& table : tables) std::cerr << ' ' << table.name;
  std::cerr << '\n';
  return 2;
}
