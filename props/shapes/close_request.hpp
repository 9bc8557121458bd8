// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "shapes/bytes.hpp"

namespace closeframe::props::shapes {

/// The code and reason an application asks to send, possibly nonsense. Input: two bytes of code
/// in network byte order, then the reason: laid out like a body. Fewer than two bytes: no code.
struct CloseRequest {
  static constexpr std::string_view name = "CloseRequest";
  static constexpr std::string_view target = "close_request_fuzzer";

  std::optional<std::uint16_t> code;
  std::string_view reason;
  static constexpr auto view = &CloseRequest::reason;

  static CloseRequest from(Input input) {
    if (input.size() < 2) return {};
    return {static_cast<std::uint16_t>(input[0] << 8 | input[1]), as_text(input.subspan(2))};
  }
};

inline void append_input(Bytes& input, const CloseRequest& request) {
  if (!request.code) return;
  input.reserve(input.size() + 2 + request.reason.size());
  input.push_back(static_cast<std::uint8_t>(*request.code >> 8));
  input.push_back(static_cast<std::uint8_t>(*request.code & 0xFF));
  input.insert(input.end(), request.reason.begin(), request.reason.end());
}

}  // namespace closeframe::props::shapes
