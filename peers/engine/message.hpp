// SPDX-License-Identifier: Apache-2.0
// What the engine and the child that serves endpoints write to each other: fields, one after
// another, of this machine's own byte order.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "shapes/bytes.hpp"

namespace closeframe::peers {

using props::Bytes;
using props::Input;

/// A message that is being written.
class Message {
 public:
  template <class Number>
    requires std::is_arithmetic_v<Number> || std::is_enum_v<Number>
  Message& put(Number number) {
    const auto* first = reinterpret_cast<const std::uint8_t*>(&number);
    bytes_.insert(bytes_.end(), first, first + sizeof number);
    return *this;
  }

  Message& put(Input bytes) {
    put(static_cast<std::uint32_t>(bytes.size()));
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
  }

  Message& put(std::string_view text) {
    return put(Input(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }

  template <class Value>
  Message& put(const std::optional<Value>& value) {
    put(value.has_value());
    if (value) put(*value);
    return *this;
  }

  Input bytes() const { return bytes_; }
  void clear() { bytes_.clear(); }

 private:
  Bytes bytes_;
};

/// Thrown where a message is not as it was agreed: whoever wrote it is broken.
struct Garbled : std::runtime_error {
  Garbled() : std::runtime_error("a message that makes no sense") {}
};

/// A message that is being read; the bytes stay where they are.
class MessageReader {
 public:
  explicit MessageReader(Input bytes) : rest_(bytes) {}

  bool is_at_end() const { return rest_.empty(); }

  template <class Number>
  Number take() {
    Number number;
    std::memcpy(&number, take(sizeof number).data(), sizeof number);
    return number;
  }

  Input take_bytes() { return take(take<std::uint32_t>()); }
  std::string take_text() { return std::string(props::as_text(take_bytes())); }

  bool take_flag() {
    const auto flag = take<std::uint8_t>();
    if (flag > 1) throw Garbled();
    return flag == 1;
  }

  std::optional<bool> take_optional_flag() {
    return take_flag() ? std::optional(take_flag()) : std::nullopt;
  }

  template <class Number>
  std::optional<Number> take_optional() {
    return take_flag() ? std::optional(take<Number>()) : std::nullopt;
  }

 private:
  Input take(std::size_t size) {
    if (size > rest_.size()) throw Garbled();
    const Input taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  Input rest_;
};

}  // namespace closeframe::peers
