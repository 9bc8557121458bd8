// SPDX-License-Identifier: Apache-2.0
#include "workloads.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <random>

namespace closeframe::bench {

namespace {

constexpr std::size_t input_count = 128;  // few enough for the nearest cache
constexpr std::size_t full_size = 123;    // bytes: the longest reason

std::mt19937 engine(6455);

// Not std::uniform_int_distribution, which is another function in each standard library.
unsigned below(unsigned bound) { return static_cast<unsigned>(engine() % bound); }

char32_t ascii() { return 0x20 + below(0x5F); }
char32_t cjk() { return 0x4E00 + below(0x5200); }
char32_t emoji() { return 0x1F300 + below(0x2B0); }
char32_t mixed() { return below(4) == 0 ? 0xC0 + below(0x100) : ascii(); }

void append(std::string& text, char32_t point) {
  const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
  const auto put_tail = [&](unsigned shift) { put(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) return put(point);
  if (point < 0x800) return put(0xC0 | point >> 6), put_tail(0);
  if (point < 0x10000) return put(0xE0 | point >> 12), put_tail(6), put_tail(0);
  put(0xF0 | point >> 18), put_tail(12), put_tail(6), put_tail(0);
}

/// Code points from `next` while they fit, then full stops.
std::string text_of(std::size_t size, char32_t (*next)()) {
  std::string text;
  while (text.size() + 4 <= size) append(text, next());
  return text.append(size - text.size(), '.');
}

std::string invalid_late() {
  std::string text = text_of(full_size, mixed);
  text[full_size - 1 - below(8)] = '\xFF';
  return text;
}

unsigned allowed_code() {
  const std::array codes{1000u, 1001u, 1008u, 1011u, 3000 + below(1000), 4000 + below(1000)};
  return codes[below(codes.size())];
}

unsigned refused_code() { return std::array{999u, 1005u, 1006u, 1015u}[below(4)]; }

Bytes body_of(unsigned code, const std::string& reason) {
  Bytes body{static_cast<std::uint8_t>(code >> 8), static_cast<std::uint8_t>(code)};
  body.insert(body.end(), reason.begin(), reason.end());
  return body;
}

Bytes frame_of(const Bytes& body, bool masked) {
  Bytes frame{0x88, static_cast<std::uint8_t>((masked ? 0x80 : 0) | body.size())};
  std::array<std::uint8_t, 4> key{};
  if (masked) {
    for (auto& byte : key) byte = static_cast<std::uint8_t>(engine());
    frame.insert(frame.end(), key.begin(), key.end());
  }
  for (std::size_t i = 0; i < body.size(); ++i) frame.push_back(body[i] ^ key[i % key.size()]);
  return frame;
}

Workload make(std::string name, bool accepted, bool has_text,
              const std::function<Bytes(std::string& reason)>& make_body) {
  Workload workload{std::move(name), accepted, has_text, {}};
  for (std::size_t i = 0; i < input_count; ++i) {
    Input input;
    input.body = make_body(input.reason);
    input.masked_frame = frame_of(input.body, true);
    input.unmasked_frame = frame_of(input.body, false);
    workload.inputs.push_back(std::move(input));
  }
  return workload;
}

Workload make_text(std::string name, bool accepted, const std::function<std::string()>& text) {
  return make(std::move(name), accepted, true, [&text](std::string& reason) {
    reason = text();
    return body_of(allowed_code(), reason);
  });
}

}  // namespace

const std::vector<Workload>& workloads() {
  static const std::vector<Workload> all{
      make("no reason", true, false, [](auto&) { return body_of(allowed_code(), {}); }),
      make_text("short ASCII", true, [] { return text_of(8 + below(9), ascii); }),
      make_text("full-length ASCII", true, [] { return text_of(full_size, ascii); }),
      make_text("full-length CJK", true, [] { return text_of(full_size, cjk); }),
      make_text("Latin and ASCII", true, [] { return text_of(full_size, mixed); }),
      make_text("emoji", true, [] { return text_of(full_size, emoji); }),
      make_text("invalid late", false, invalid_late),
      make("refused code", false, false, [](auto&) { return body_of(refused_code(), "bye"); }),
      make("one byte", false, false, [](auto&) { return Bytes{3}; }),
  };
  return all;
}

}  // namespace closeframe::bench
