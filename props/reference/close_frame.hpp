// SPDX-License-Identifier: Apache-2.0
// The close frame, read straight from RFC 6455. Slow and plain on purpose; shares nothing with
// src/. Where the RFC leaves a choice, the comment says "policy".
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "utf8.hpp"

namespace reference {

/// Whether a close frame may carry this status code.
constexpr bool is_allowed_on_wire(unsigned code) {
  // §7.4.2: "Status codes in the range 0-999 are not used."
  if (code <= 999) return false;
  // §7.4.1: the defined codes.
  if (code == 1000 || code == 1001 || code == 1002 || code == 1003) return true;
  // §7.4.1: 1004 is "Reserved. The specific meaning might be defined in the future." Policy.
  if (code == 1004) return false;
  // §7.4.1: "MUST NOT be set as a status code in a Close control frame by an endpoint."
  if (code == 1005 || code == 1006 || code == 1015) return false;
  // §7.4.1: the defined codes, continued.
  if (code == 1007 || code == 1008 || code == 1009 || code == 1010 || code == 1011) return true;
  // Registered with IANA since.
  if (code == 1012 || code == 1013 || code == 1014) return true;
  // §7.4.2: 1000-2999 are for this protocol, its revisions and extensions: none defined. Policy.
  if (code <= 2999) return false;
  // §7.4.2: 3000-3999 for libraries, frameworks and applications; 4000-4999 for private use.
  if (code <= 4999) return true;
  // Not mentioned at all. Policy.
  return false;
}

struct IanaCode {
  unsigned number;
  std::string_view name;
};

/// The WebSocket Close Code Number Registry, from 1000 to 1015, without the reserved 1004.
inline constexpr std::array<IanaCode, 15> iana_codes{{
    {1000, "Normal Closure"},
    {1001, "Going Away"},
    {1002, "Protocol error"},
    {1003, "Unsupported Data"},
    {1005, "No Status Rcvd"},
    {1006, "Abnormal Closure"},
    {1007, "Invalid frame payload data"},
    {1008, "Policy Violation"},
    {1009, "Message Too Big"},
    {1010, "Mandatory Ext."},
    {1011, "Internal Error"},
    {1012, "Service Restart"},
    {1013, "Try Again Later"},
    {1014, "Bad Gateway"},
    {1015, "TLS handshake"},
}};

/// What is wrong with a close frame, or with a close an application asks for.
enum class Fault {
  none,
  opcode,
  fin,
  reserved_bits,
  mask_missing,
  mask_present,
  length_form,
  length_over_63_bits,
  length,
  half_a_code,
  code,
  utf8,
};

constexpr std::string_view to_string(Fault fault) {
  constexpr std::array<std::string_view, 12> words{
      "no fault",     "wrong opcode", "FIN not set",      "a reserved bit set",
      "mask missing", "mask present", "length form",      "length over 63 bits",
      "too long",     "half a code",  "code not allowed", "not UTF-8",
  };
  return words[static_cast<std::size_t>(fault)];
}

/// What a close frame says.
struct Verdict {
  Fault fault = Fault::none;
  bool complete = true;  ///< false: more bytes are needed to tell
  bool has_code = false;
  unsigned code = 0;
  std::array<char, 123> reason{};
  std::size_t reason_size = 0;  ///< bytes
  std::size_t frame_size = 0;   ///< bytes; 0 where only a body was read

  constexpr std::string_view reason_text() const { return {reason.data(), reason_size}; }
};

constexpr Verdict faulty(Fault fault) {
  Verdict verdict;
  verdict.fault = fault;
  return verdict;
}

/// A code and a reason, as an application asks for them or a body holds them. Policy: several
/// faults at once are reported in the order length, code, UTF-8.
constexpr Verdict judge(unsigned code, std::string_view reason) {
  // §5.5: "All control frames MUST have a payload length of 125 bytes or less".
  if (2 + reason.size() > 125) return faulty(Fault::length);
  if (!is_allowed_on_wire(code)) return faulty(Fault::code);
  // §5.5.1: "the body MAY contain UTF-8-encoded data". §8.1 says what to do when it does not.
  if (!is_utf8(reason)) return faulty(Fault::utf8);
  Verdict verdict;
  verdict.has_code = true;
  verdict.code = code;
  verdict.reason_size = reason.size();
  std::ranges::copy(reason, verdict.reason.begin());
  return verdict;
}

/// §5.5.1: the body of a close frame.
constexpr Verdict decode_body(std::span<const std::uint8_t> body) {
  if (body.size() > 125) return faulty(Fault::length);
  // "The Close frame MAY contain a body"
  if (body.size() == 0) return Verdict{};
  // "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned integer"
  if (body.size() == 1) return faulty(Fault::half_a_code);
  // "(in network byte order)"
  const unsigned code = body[0] * 256u + body[1];
  std::array<char, 123> reason{};
  char* end = reason.data();
  for (const std::uint8_t byte : body.subspan(2)) *end++ = static_cast<char>(byte);
  return judge(code, {reason.data(), body.size() - 2});
}

/// §5.2: the frame at the beginning of `bytes`, sent by a client or by a server.
constexpr Verdict decode_frame(std::span<const std::uint8_t> bytes, bool from_client) {
  Verdict incomplete;
  incomplete.complete = false;

  if (bytes.size() < 1) return incomplete;
  const bool fin = bytes[0] / 128 == 1;
  const unsigned reserved = bytes[0] / 16 % 8;
  const unsigned opcode = bytes[0] % 16;
  // "%x8 denotes a connection close". Policy: this is asked first.
  if (opcode != 8) return faulty(Fault::opcode);
  // §5.5: control frames "MUST NOT be fragmented".
  if (!fin) return faulty(Fault::fin);
  // "MUST be 0 unless an extension is negotiated that defines meanings for non-zero values."
  if (reserved != 0) return faulty(Fault::reserved_bits);

  if (bytes.size() < 2) return incomplete;
  const bool masked = bytes[1] / 128 == 1;
  const std::size_t length = bytes[1] % 128;
  // §5.1: "a client MUST mask all frames that it sends"; "A server MUST NOT mask any frames".
  if (from_client && !masked) return faulty(Fault::mask_missing);
  if (!from_client && masked) return faulty(Fault::mask_present);
  // 126 and 127 announce a longer length field: over 125 bytes, or not "the minimal number of
  // bytes".
  if (length == 126 || length == 127) return faulty(Fault::length_form);

  const std::size_t key_size = masked ? 4 : 0;
  if (bytes.size() < 2 + key_size + length) return incomplete;
  // §5.3: "transformed-octet-i = original-octet-i XOR masking-key-octet-j", j = i MOD 4.
  constexpr std::array<std::uint8_t, 4> no_key{};
  const std::uint8_t* key = masked ? bytes.subspan(2).data() : no_key.data();
  std::array<std::uint8_t, 125> body{};
  std::uint8_t* end = body.data();
  std::size_t i = 0;
  for (const std::uint8_t byte : bytes.subspan(2 + key_size, length))
    *end++ = static_cast<std::uint8_t>(byte ^ key[i++ % 4]);
  Verdict verdict = decode_body(std::span(body).first(length));
  if (verdict.fault == Fault::none) verdict.frame_size = 2 + key_size + length;
  return verdict;
}

}  // namespace reference
