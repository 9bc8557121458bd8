// SPDX-License-Identifier: Apache-2.0
// What has arrived of a frame, field by field, faults and all.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "cases/body.hpp"
#include "cases/text.hpp"
#include "cases/wire.hpp"

namespace closeframe::props {

using shapes::Body, shapes::Text, shapes::Wire;

/// A frame as its own header describes it (RFC 6455 §5.2), whole or in part. Unlike the codec it
/// takes every opcode and every form of the length. Each field holds once its bytes are there.
class ArrivedFrame {
 public:
  explicit ArrivedFrame(Input bytes) : bytes_(bytes) {
    if (bytes.size() < 2) return;
    length_bits_ = form() == 126 ? 16 : form() == 127 ? 64 : 7;
    const std::size_t length_size = length_bits_ / 8;
    if (bytes.size() < 2 + length_size) return;
    body_size_ = length_size == 0 ? form() : 0;
    for (const std::uint8_t byte : bytes.subspan(2, length_size))
      body_size_ = body_size_ << 8 | byte;
    header_size_ = 2 + length_size + (is_masked() ? 4 : 0);
  }

  bool has_first_byte() const { return !bytes_.empty(); }
  unsigned opcode() const { return bytes_[0] & 0x0Fu; }
  unsigned reserved_bits() const { return bytes_[0] >> 4 & 0x07u; }
  bool is_final() const { return bytes_[0] >= 0x80; }

  bool has_second_byte() const { return bytes_.size() >= 2; }
  bool is_masked() const { return bytes_[1] >= 0x80; }
  unsigned length_bits() const { return length_bits_; }  ///< 7, 16 or 64

  bool has_length() const { return header_size_ != 0; }
  std::uint64_t body_size() const { return body_size_; }  ///< as announced, bytes

  bool has_header() const { return has_length() && bytes_.size() >= header_size_; }
  bool is_whole() const { return has_header() && bytes_.size() - header_size_ >= body_size_; }
  std::size_t size() const { return header_size_ + static_cast<std::size_t>(body_size_); }

  Input masking_key() const { return bytes_.subspan(header_size_ - 4, is_masked() ? 4 : 0); }

  /// What has arrived of the body, unmasked.
  Bytes body() const {
    if (!has_header()) return {};
    Input sent = bytes_.subspan(header_size_);
    if (sent.size() > body_size_) sent = sent.first(static_cast<std::size_t>(body_size_));
    Bytes body(sent.begin(), sent.end());
    if (is_masked())
      for (std::size_t i = 0; i < body.size(); ++i) body[i] ^= masking_key()[i % 4];
    return body;
  }

 private:
  unsigned form() const { return bytes_[1] & 0x7Fu; }

  Input bytes_;
  unsigned length_bits_ = 0;
  std::uint64_t body_size_ = 0;
  std::size_t header_size_ = 0;  ///< bytes, with the masking key; 0 until the length is there
};

}  // namespace closeframe::props
