// SPDX-License-Identifier: Apache-2.0
#include "faults.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "kinds.hpp"

namespace closeframe::planted {
namespace {

enum class Place { nowhere, codec, property, start };
enum class Trigger { rare, common, every };

/// What the environment asks for. Read without std::string, whose library MSan does not know.
struct Fault {
  Place place = Place::nowhere;
  Trigger trigger = Trigger::rare;
  Strike strike = nullptr;   ///< nullptr: a property is to be broken
  bool breaks_both = false;  ///< the second one too
};

bool is_program(std::string_view name) {
  return std::string_view(program_invocation_short_name).starts_with(name);
}

[[noreturn]] void give_up(const char* value) {
  std::fprintf(stderr, "CLOSEFRAME_FAULT: there is no fault %s\n", value);
  std::_Exit(99);
}

Fault read_environment() {
  const char* value = std::getenv("CLOSEFRAME_FAULT");
  if (value == nullptr || *value == '\0') return {};
  const std::string_view text(value);
  const auto first = text.find(':');
  const auto second = text.find(':', first + 1);
  if (first == text.npos || second == text.npos) give_up(value);
  const std::string_view place = text.substr(0, first);
  const std::string_view trigger = text.substr(first + 1, second - first - 1);
  const std::string_view kind = text.substr(second + 1);

  Fault fault;
  if (place == "codec") fault.place = Place::codec;
  if (place == "property") fault.place = Place::property;
  if (place == "start") fault.place = Place::start;
  if (trigger == "common" || trigger == "in-props") fault.trigger = Trigger::common;
  if (trigger == "every") fault.trigger = Trigger::every;
  fault.strike = find_kind(kind);
  fault.breaks_both = kind == "both-broken";
  const bool breaks = fault.breaks_both || kind == "broken";
  const bool is_known = fault.trigger != Trigger::rare || trigger == "rare";
  if (fault.place == Place::nowhere || !is_known || (fault.strike == nullptr && !breaks) ||
      (breaks && fault.place != Place::property))
    give_up(value);
  if (trigger == "in-props" && !is_program("props")) fault.place = Place::nowhere;
  return fault;
}

const Fault& fault() {
  static const Fault read = read_environment();
  return read;
}

bool is_met(unsigned code, std::string_view reason) {
  if (fault().trigger == Trigger::every) return true;
  return code == 3000 && (fault().trigger == Trigger::common || reason.starts_with("fault"));
}

bool strikes(Place place, unsigned code, std::string_view reason) {
  if (fault().place != place || !is_met(code, reason)) return false;
  if (fault().strike == nullptr) return true;
  fault().strike(reason.starts_with("fault2"));
  return false;
}

bool property_breaks(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 2) return false;
  const std::string_view reason(reinterpret_cast<const char*>(bytes.data()) + 2, bytes.size() - 2);
  return strikes(Place::property, bytes[0] * 256u + bytes[1], reason);
}

[[gnu::constructor]] void start() {
  if (fault().place == Place::start && is_program("body_fuzzer")) fault().strike(false);
}

}  // namespace

void strike_codec(unsigned code, std::string_view reason) noexcept {
  strikes(Place::codec, code, reason);
}

bool strike_property(std::span<const std::uint8_t> bytes) { return property_breaks(bytes); }

bool strike_second_property(std::span<const std::uint8_t> bytes) {
  return fault().breaks_both && property_breaks(bytes);
}

}  // namespace closeframe::planted
