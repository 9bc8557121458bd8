// SPDX-License-Identifier: Apache-2.0
// A close frame that somebody has, byte by byte, for whoever has to understand it: no fuzz target
// and no layout of its input is needed. What is wrong with it is said by codec and reference.
#pragma once

#include <algorithm>
#include <closeframe/status_code.hpp>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>

#include "cases/body.hpp"
#include "cases/wire.hpp"
#include "words/body.hpp"
#include "words/wire.hpp"

namespace closeframe::fuzz {

/// The header of a frame, as far as there are bytes for it.
struct Header {
  std::size_t size = 0;         ///< bytes, with the masking key
  std::uint64_t body_size = 0;  ///< bytes, as the header says
  bool is_masked = false;
  bool is_whole = false;
  props::Input key{};

  static Header of(props::Input bytes) {
    Header header;
    if (bytes.size() < 2) return header;
    header.is_masked = (bytes[1] & 0x80) != 0;
    header.body_size = bytes[1] & 0x7F;
    header.size = 2;
    const std::size_t more = header.body_size == 126 ? 2 : header.body_size == 127 ? 8 : 0;
    const std::size_t key_size = header.is_masked ? 4 : 0;
    header.is_whole = bytes.size() >= 2 + more + key_size;
    if (!header.is_whole) return header;
    if (more != 0) header.body_size = 0;
    for (std::size_t i = 0; i < more; ++i) header.body_size = header.body_size << 8 | bytes[2 + i];
    header.key = bytes.subspan(2 + more, key_size);
    header.size = 2 + more + key_size;
    return header;
  }
};

/// Whether these bytes begin as a close frame does. As a body they would have a code that nobody
/// may send: 2048 to 2303, or one above 5000.
inline bool begins_a_close_frame(props::Input bytes) {
  return !bytes.empty() && (bytes[0] & 0x0F) == 0x8;
}

inline std::string body_in_words(props::Input body) {
  if (body.empty()) return "  code       none: the body is empty\n";
  if (body.size() == 1) return "  code       half of one: the body is one byte\n";
  const unsigned code = body[0] * 256u + body[1];
  const std::string reason(body.begin() + 2, body.end());
  return "  code       " + std::to_string(code) + " (" +
         std::string(name(static_cast<StatusCode>(code))) + ")\n  reason     " +
         props::quoted(reason) + ", " + props::bytes_count(reason.size()) + "\n";
}

inline std::string header_in_words(props::Input bytes, const Header& header) {
  std::string text = std::string("  header     ") +
                     ((bytes[0] & 0x80) != 0 ? "FIN" : "FIN not set") + ", " +
                     ((bytes[0] & 0x70) != 0 ? "reserved bits set, " : "") + "opcode 8 (close)";
  if (bytes.size() >= 2)
    text += header.is_masked ? ", masked: from a client" : ", not masked: from a server";
  if (!header.is_whole) return text + "; cut off\n";
  text += ", a body of " + std::to_string(header.body_size) +
          (header.body_size == 1 ? " byte\n" : " bytes\n");
  if (header.is_masked) text += "  key        " + props::hex(header.key) + "\n";
  return text;
}

/// What the reference says of it, and then, once that is out, the codec: it may break on it.
template <class Shape>
void print_verdicts(std::ostream& out, const Shape& shape) {
  out << "  reference  " << in_words(props::reference_says(shape)) << std::endl;
  out << "  codec      " << in_words(props::codec_says(shape)) << std::endl;
}

inline std::string frame_in_words(props::Input bytes) {
  const Header header = Header::of(bytes);
  std::string text = header_in_words(bytes, header);
  if (header.is_whole) {
    const props::Input rest = bytes.subspan(header.size);
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(header.body_size, rest.size()));
    props::Bytes body(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(size));
    for (std::size_t i = 0; header.is_masked && i < body.size(); ++i) body[i] ^= header.key[i % 4];
    text += "  body       " + props::hex(body) + ", " + props::bytes_count(body.size()) +
            (size < header.body_size ? " of those that the header promises\n" : "\n");
    if (size == header.body_size) text += body_in_words(body);
    if (rest.size() > size)
      text += "  after it   " + props::hex(rest.subspan(size)) + ", not part of this frame\n";
  }
  return text;
}

/// A close frame or the body of one, in lines.
inline void print_close(std::ostream& out, props::Input bytes) {
  const bool is_frame = begins_a_close_frame(bytes);
  out << "  bytes      " << props::hex(bytes) << "\n  which are  "
      << (is_frame ? "a close frame" : "the body of a close frame") << ", "
      << props::bytes_count(bytes.size()) << '\n'
      << (is_frame ? frame_in_words(bytes) : body_in_words(bytes));
  const Role sender = Header::of(bytes).is_masked ? Role::client : Role::server;
  if (is_frame)
    print_verdicts(out, props::shapes::Wire{sender, 0, bytes});
  else
    print_verdicts(out, props::shapes::Body{bytes});
}

}  // namespace closeframe::fuzz
