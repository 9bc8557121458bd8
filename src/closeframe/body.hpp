// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <utility>

#include "close.hpp"
#include "error.hpp"
#include "inline_bytes.hpp"
#include "mask.hpp"

namespace closeframe {

/// The body bytes of a close frame, 0 to 125 of them.
using Body = InlineBytes<std::uint8_t, max_body_size>;

namespace detail {

/// Reads a body, masked with `key`, into `close`, which has no status yet; after an error it still
/// has none.
constexpr std::optional<DecodeError> read_body(std::span<const std::uint8_t> body, const auto& key,
                                               Close& close) noexcept {
  if (body.empty()) return std::nullopt;
  if (body.size() < code_size) return DecodeError::half_a_code;
  std::array code{body[0], body[1]};
  mask(std::span(code), key, 0);
  const StatusCode status{static_cast<std::uint16_t>(code[0] << 8 | code[1])};
  const auto error = close.set(status, body.subspan(code_size), key);
  return error ? std::optional(row_of(*error).received) : std::nullopt;
}

/// The size in bytes of the body of `close`.
constexpr std::uint8_t body_size(const Close& close) noexcept {
  return static_cast<std::uint8_t>(close.code() ? code_size + close.reason().size() : 0);
}

/// Appends the body of `close`, masked with `key`.
constexpr void append_body(auto& bytes, const Close& close, const auto& key) noexcept {
  if (const auto status = close.code()) {
    const unsigned number = std::to_underlying(*status);
    std::array code{static_cast<std::uint8_t>(number >> 8),
                    static_cast<std::uint8_t>(number & 0xFF)};
    mask(std::span(code), key, 0);
    bytes.append(code);
    mask(bytes.append(close.reason()), key, code_size);
  }
}

}  // namespace detail

/// Reads the body of a close frame (RFC 6455 §5.5.1), unmasked and whole. What no close frame may
/// carry is an error: over 125 bytes, half a code, a code that is not allowed, a reason that is not
/// UTF-8; the first of these that applies.
[[nodiscard]] constexpr CloseOr<DecodeError> decode_body(
    std::span<const std::uint8_t> body) noexcept {
  CloseOr<DecodeError> close;
  if (const auto error = detail::read_body(body, detail::NotMasked{}, *close))
    close = std::unexpected(*error);
  return close;
}

/// Writes the body of a close frame (RFC 6455 §5.5.1). Cannot fail: every `Close` may be sent.
[[nodiscard]] constexpr Body encode_body(const Close& close) noexcept {
  Body body;
  detail::append_body(body, close, detail::NotMasked{});
  return body;
}

}  // namespace closeframe
