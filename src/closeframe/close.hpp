// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>

#include "inline_bytes.hpp"
#include "status_code.hpp"
#include "utf8.hpp"

namespace closeframe {

inline constexpr std::size_t max_body_size = 125;  ///< bytes; RFC 6455 §5.5
inline constexpr std::size_t code_size = 2;        ///< bytes; RFC 6455 §5.5.1
inline constexpr std::size_t max_reason_size = max_body_size - code_size;  ///< bytes

class Close;
enum class DecodeError : std::uint8_t;

namespace detail {

constexpr std::optional<DecodeError> read_body(std::span<const std::uint8_t> body, const auto& key,
                                               Close& close) noexcept;

}  // namespace detail

/// Why a close cannot be sent: the caller's mistake. Where several apply, the first in this
/// order is reported.
enum class CloseError : std::uint8_t {
  reason_too_long,       ///< over 123 bytes (RFC 6455 §5.5); see `truncate`
  code_not_allowed,      ///< a code that no close frame may carry; see `status_code_ranges`
  reason_not_utf8,       ///< RFC 6455 §5.5.1
  code_not_for_servers,  ///< 1010, which only a client sends (RFC 6455 §7.4.1)
};

/// What is wrong, in a few words without a full stop.
constexpr std::string_view to_string(CloseError error) noexcept {
  switch (error) {
    case CloseError::reason_too_long: return "the reason is longer than 123 bytes";
    case CloseError::code_not_allowed: return "no close frame may carry this status code";
    case CloseError::reason_not_utf8: return "the reason is not UTF-8";
    default: return "a server does not send this status code";
  }
}

/// What one endpoint tells the other when it closes: nothing, or a status code and a reason
/// (RFC 6455 §5.5.1). A regular value that needs no heap, and that can only hold what may be
/// sent: no status is an alternative of its own, so that 1005 cannot get on the wire.
class Close {
 public:
  /// No status: an empty body.
  constexpr Close() noexcept {}  // "= default" would let `Close()` fill the reason with zeros

  /// `code` and `reason`, which is copied. Refuses what no close frame may carry.
  static constexpr std::expected<Close, CloseError> with(StatusCode code,
                                                         std::string_view reason = {}) noexcept {
    if (reason.size() > max_reason_size) return std::unexpected(CloseError::reason_too_long);
    if (!is_allowed_on_wire(code)) return std::unexpected(CloseError::code_not_allowed);
    if (!is_utf8(reason)) return std::unexpected(CloseError::reason_not_utf8);
    Close close;
    close.code_ = code;
    close.reason_.append(reason);
    return close;
  }

  /// The status code; nothing where there is none.
  constexpr std::optional<StatusCode> code() const noexcept {
    return code_ == no_code ? std::nullopt : std::optional(code_);
  }

  /// The reason: UTF-8, 0 to 123 bytes, empty where there is no code. A view into this object.
  constexpr std::string_view reason() const noexcept { return {reason_.data(), reason_.size()}; }

  friend constexpr bool operator==(const Close& a, const Close& b) noexcept {
    return a.code_ == b.code_ && a.reason_ == b.reason_;
  }

 private:
  friend constexpr std::optional<DecodeError> detail::read_body(std::span<const std::uint8_t> body,
                                                                const auto& key,
                                                                Close& close) noexcept;

  static constexpr StatusCode no_code{0};
  static_assert(!is_allowed_on_wire(no_code), "0 can stand for no code: no close has it");

  StatusCode code_ = no_code;
  InlineBytes<char, max_reason_size> reason_;
};

/// What an endpoint that has sent no close yet answers to `received`: the same code without a
/// reason, and no status to no status. (RFC 6455 §5.5.1: it "typically echos the status code".)
constexpr Close answer_to(const Close& received) noexcept {
  return received.code() ? *Close::with(*received.code()) : Close{};
}

}  // namespace closeframe
