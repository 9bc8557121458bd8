// SPDX-License-Identifier: Apache-2.0
#include "harness_lines.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace closeframe::peers {
namespace {

using Json = nlohmann::json;

struct WrongLine : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string text_at(const Json& line, const char* name) {
  const auto found = line.find(name);
  if (found == line.end() || !found->is_string())
    throw WrongLine("has no text \"" + std::string(name) + "\"");
  return found->get<std::string>();
}

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    unsigned char byte = 0;
    const std::string_view digits = hex.substr(i, 2);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2)
      throw WrongLine("has a \"reason\" that is not in hexadecimal");
    bytes.push_back(static_cast<char>(byte));
  }
  return bytes;
}

props::dialogue::Told read_told(const Json& line) {
  props::dialogue::Told told;
  if (const auto code = line.find("code"); code != line.end() && !code->is_null()) {
    if (!code->is_number_unsigned()) throw WrongLine("has a \"code\" that is no number");
    told.code = code->get<unsigned>();
  }
  if (const auto reason = line.find("reason"); reason != line.end() && !reason->is_null())
    told.reason = bytes_of_hex(text_at(line, "reason"));
  if (const auto clean = line.find("clean"); clean != line.end() && !clean->is_null()) {
    if (!clean->is_boolean()) throw WrongLine("has a \"clean\" that is neither true nor false");
    told.clean = clean->get<bool>();
  }
  return told;
}

Ready read_ready(const Json& line) {
  Ready ready;
  ready.identity.name = text_at(line, "implementation");
  ready.identity.version = text_at(line, "version");
  ready.identity.language = text_at(line, "language");
  if (line.contains("runtime")) ready.identity.runtime = text_at(line, "runtime");
  if (const auto changed = line.find("changed"); changed != line.end()) {
    if (!changed->is_array()) throw WrongLine("has a \"changed\" that is no list");
    for (const auto& each : *changed)
      ready.identity.changed.push_back(each.is_string() ? each.get<std::string>() : each.dump());
  }
  if (const auto port = line.find("port"); port != line.end()) {
    if (!port->is_number_unsigned() || port->get<unsigned>() > 0xFFFF)
      throw WrongLine("has a \"port\" that is none");
    ready.port = port->get<std::uint16_t>();
  }
  return ready;
}

HarnessLine read_event(const Json& line) {
  if (!line.is_object()) throw WrongLine("is no JSON object");
  const std::string event = text_at(line, "event");
  if (event == "ready") return read_ready(line);

  using enum OfConnection::Kind;
  static constexpr auto kinds = std::to_array<std::pair<std::string_view, OfConnection::Kind>>(
      {{"open", open}, {"asked", asked}, {"refused", refused}, {"told", told}, {"failed", failed}});
  const auto kind = std::ranges::find(kinds, event, [](const auto& each) { return each.first; });
  if (kind == kinds.end()) throw WrongLine("has an \"event\" that is unknown");
  OfConnection said{kind->second, text_at(line, "connection"), {}};
  if (said.kind == told) said.told = read_told(line);
  return said;
}

}  // namespace

HarnessLine read_line(std::string_view line) {
  try {
    return read_event(Json::parse(line, nullptr, false));
  } catch (const WrongLine& wrong) {
    return Garbage{"a line " + std::string(wrong.what()) + ": " + excerpt(line)};
  }
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t max_size = 80;
  std::string shown;
  for (const char letter : text.substr(0, max_size))
    shown.push_back(letter >= ' ' && letter <= '~' ? letter : '?');
  return shown + (text.size() > max_size ? "..." : "");
}

}  // namespace closeframe::peers
