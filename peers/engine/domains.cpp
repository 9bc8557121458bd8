// SPDX-License-Identifier: Apache-2.0
#include "domains.hpp"

#include <utility>

#include "generators/dialogue_domains.hpp"
#include "shapes/dialogue.hpp"

namespace closeframe::peers {
namespace {

/// A domain of props/, and which of its members are tried where a dialogue is dear: those of which
/// the number says so.
struct Row {
  std::string_view name;
  void (*enumerate)(const props::Visit&);
  bool (*is_chosen)(std::size_t number);
};

template <std::size_t share>
bool one_in(std::size_t number) {
  return number % share == 0;
}

/// Codes have meanings up to 5000, and edges where bytes are swapped or read as signed.
bool is_telling_code(std::size_t code) {
  const std::size_t in_page = code & 0xFFF;
  return code <= 5100 || in_page <= 1 || in_page == 0xFFF || (code & 0xFF) == 3;
}

/// Lengths at an edge, with every first byte.
bool is_telling_header(std::size_t header) {
  const std::size_t length = header & 0x7F;
  return length <= 2 || length >= 125;
}

constexpr Row rows[] = {
    {"splits", props::splits, one_in<7>},
    {"codes received", props::codes_received, is_telling_code},
    {"codes asked for", props::codes_asked_for, is_telling_code},
    {"reasons asked for", props::reasons_asked_for, one_in<9>},
    {"first two bytes", props::header_pairs, is_telling_header},
    {"one step", props::small_dialogues<1>, one_in<1>},
    {"two steps", props::small_dialogues<2>, one_in<1>},
    {"three steps", props::small_dialogues<3>, one_in<13>},
};

}  // namespace

std::vector<Domain> domains_of(Role role, bool is_cheap) {
  std::vector<Domain> domains;
  for (const Row& row : rows) {
    Domain domain{row.name, {}};
    std::size_t number = 0;
    row.enumerate([&](Input input) {
      if (props::shapes::Dialogue::from(input).role != role) return true;
      if (is_cheap || row.is_chosen(number))
        domain.members.emplace_back(input.begin(), input.end());
      ++number;
      return true;
    });
    domains.push_back(std::move(domain));
  }
  return domains;
}

}  // namespace closeframe::peers
