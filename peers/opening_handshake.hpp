// SPDX-License-Identifier: Apache-2.0
// Our side of an opening handshake (RFC 6455 §4): no more of it than opens a connection.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace closeframe::peers {

/// SHA-1 (RFC 3174), which §4.2.2 asks for.
inline std::array<std::uint8_t, 20> sha1(std::string_view text) {
  std::string message(text);
  message += '\x80';
  while (message.size() % 64 != 56) message += '\0';
  for (int shift = 56; shift >= 0; shift -= 8)
    message += static_cast<char>(std::uint64_t{text.size()} * 8 >> shift & 0xFF);

  std::array<std::uint32_t, 5> hash{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  for (std::size_t block = 0; block < message.size(); block += 64) {
    std::array<std::uint32_t, 80> words{};
    for (std::size_t i = 0; i < 64; ++i)
      words[i / 4] = words[i / 4] << 8 | static_cast<std::uint8_t>(message[block + i]);
    for (std::size_t i = 16; i < 80; ++i)
      words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    auto [a, b, c, d, e] = hash;
    for (std::size_t i = 0; i < 80; ++i) {
      const auto [mix, constant] = i < 20   ? std::pair((b & c) | (~b & d), 0x5A827999u)
                                   : i < 40 ? std::pair(b ^ c ^ d, 0x6ED9EBA1u)
                                   : i < 60 ? std::pair((b & c) | (b & d) | (c & d), 0x8F1BBCDCu)
                                            : std::pair(b ^ c ^ d, 0xCA62C1D6u);
      // 64 bits, so that no sum wraps: the sanitizers take that for a mistake.
      const std::uint64_t sum = std::uint64_t{std::rotl(a, 5)} + mix + e + constant + words[i];
      e = d;
      d = c;
      c = std::rotl(b, 30);
      b = a;
      a = static_cast<std::uint32_t>(sum & 0xFFFFFFFF);
    }
    const std::array added{a, b, c, d, e};
    for (std::size_t i = 0; i < 5; ++i)
      hash[i] = static_cast<std::uint32_t>((std::uint64_t{hash[i]} + added[i]) & 0xFFFFFFFF);
  }
  std::array<std::uint8_t, 20> digest{};
  for (std::size_t i = 0; i < 20; ++i)
    digest[i] = static_cast<std::uint8_t>(hash[i / 4] >> (24 - i % 4 * 8) & 0xFF);
  return digest;
}

/// What a server answers a `Sec-WebSocket-Key` with: base64 of the digest of key and GUID.
inline std::string accept_key(std::string_view key) {
  const auto digest = sha1(std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
  std::string base64;
  for (std::size_t bit = 0; bit < 160; bit += 6) {
    unsigned value = 0;
    for (std::size_t i = bit; i < bit + 6; ++i)
      value = value << 1 | (i < 160 ? digest[i / 8] >> (7 - i % 8) & 1u : 0u);
    base64 += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[value];
  }
  return base64 + '=';
}

/// What a client asks a server with. `path` begins with a slash.
inline std::string upgrade_request(std::string_view path = "/",
                                   std::string_view host = "localhost") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: " + std::string(host) +
         "\r\n"
         "Upgrade: websocket\r\n"
         "Connection: Upgrade\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
         "Sec-WebSocket-Version: 13\r\n\r\n";
}

/// What a server that takes none of the offered extensions answers `request` with.
inline std::string upgrade_response(std::string_view request) {
  // The names of fields are case-insensitive, and their values are not (RFC 7230 §3.2).
  std::string names(request);
  for (char& c : names)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  constexpr std::string_view field = "\r\nsec-websocket-key:";
  const auto begin = names.find(field);
  if (begin == std::string::npos) throw std::invalid_argument("no Sec-WebSocket-Key");
  auto key = request.substr(begin + field.size());
  key.remove_prefix(std::min(key.find_first_not_of(' '), key.size()));
  key = key.substr(0, key.find_first_of(" \r"));
  return "HTTP/1.1 101 Switching Protocols\r\n"
         "Upgrade: websocket\r\n"
         "Connection: Upgrade\r\n"
         "Sec-WebSocket-Accept: " +
         accept_key(key) + "\r\n\r\n";
}

}  // namespace closeframe::peers
