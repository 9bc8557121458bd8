// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <ranges>
#include <span>
#include <string_view>

#include "error.hpp"
#include "inline_bytes.hpp"
#include "mask.hpp"
#include "status_code.hpp"
#include "utf8.hpp"

namespace closeframe {

inline constexpr std::size_t max_body_size = 125;  ///< bytes; RFC 6455 §5.5
inline constexpr std::size_t code_size = 2;        ///< bytes; RFC 6455 §5.5.1
inline constexpr std::size_t max_reason_size = max_body_size - code_size;  ///< bytes

class Close;
template <class Error>
class CloseOr;

namespace detail {

constexpr std::optional<DecodeError> read_body(std::span<const std::uint8_t> body, const auto& key,
                                               Close& close) noexcept;

}  // namespace detail

/// What one endpoint tells the other when it closes: nothing, or a status code and a reason
/// (RFC 6455 §5.5.1). A regular value that needs no heap, and that can only hold what may be
/// sent: no status is an alternative of its own, so that 1005 cannot get on the wire.
class Close {
 public:
  /// No status: an empty body.
  constexpr Close() noexcept {}  // "= default" would let `Close()` fill the reason with zeros

  /// `code` and `reason`, which is copied. Refuses what no close frame may carry.
  [[nodiscard]] static constexpr CloseOr<CloseError> with(StatusCode code,
                                                          std::string_view reason = {}) noexcept;

  /// The status code; nothing where there is none.
  constexpr std::optional<StatusCode> code() const noexcept {
    return code_ == no_code ? std::nullopt : std::optional(code_);
  }

  /// The reason: UTF-8, 0 to 123 bytes, empty where there is no code. A view into this object.
  constexpr std::string_view reason() const& noexcept { return {reason_.data(), reason_.size()}; }
  constexpr std::string_view reason() const&& = delete;

  /// The same code, or none, and the same reason byte by byte.
  friend constexpr bool operator==(const Close& a, const Close& b) noexcept {
    return a.code_ == b.code_ && a.reason_ == b.reason_;
  }

 private:
  friend constexpr std::optional<DecodeError> detail::read_body(std::span<const std::uint8_t> body,
                                                                const auto& key,
                                                                Close& close) noexcept;

  /// The one way to a code and a reason, here to one that is masked with `key` as part of a body.
  /// Precondition: there is no status yet; after an error there is still none.
  constexpr std::optional<CloseError> set(StatusCode code, const auto& reason,
                                          const auto& key) noexcept {
    if (std::ranges::size(reason) > max_reason_size) return CloseError::reason_too_long;
    if (!is_allowed_on_wire(code)) return CloseError::code_not_allowed;
    detail::mask(reason_.append(reason), key, code_size);
    if (!is_utf8(this->reason())) {
      reason_.clear();
      return CloseError::reason_not_utf8;
    }
    code_ = code;
    return std::nullopt;
  }

  static constexpr StatusCode no_code{0};
  static_assert(!is_allowed_on_wire(no_code), "0 can stand for no code: no close has it");

  StatusCode code_ = no_code;
  InlineBytes<char, max_reason_size> reason_;
};

/// A close, or why there is none. A `std::expected` that has no `->` while it is a temporary: the
/// reason is a view into the close.
template <class Error>
class [[nodiscard]] CloseOr : public std::expected<Close, Error> {
  using Base = std::expected<Close, Error>;

 public:
  using Base::Base;

  /// The close. Precondition: there is one.
  constexpr const Close* operator->() const& noexcept { return Base::operator->(); }
  constexpr const Close* operator->() const&& = delete;

  /// The same close, or the same error.
  friend constexpr bool operator==(const CloseOr& a, const CloseOr& b) noexcept {
    return static_cast<const Base&>(a) == static_cast<const Base&>(b);
  }

  /// Whether `a` is a close, and the same as `b`.
  friend constexpr bool operator==(const CloseOr& a, const Close& b) noexcept {
    return a.has_value() && *a == b;
  }

  /// Whether `a` is the error `b`.
  friend constexpr bool operator==(const CloseOr& a, const std::unexpected<Error>& b) noexcept {
    return static_cast<const Base&>(a) == b;
  }
};

constexpr CloseOr<CloseError> Close::with(StatusCode code, std::string_view reason) noexcept {
  CloseOr<CloseError> close;
  if (const auto error = (*close).set(code, reason, detail::NotMasked{}))
    close = std::unexpected(*error);
  return close;
}

/// What an endpoint that has sent no close yet answers to `received`: the same code without a
/// reason, and no status to no status. (RFC 6455 §5.5.1: it "typically echos the status code".)
[[nodiscard]] constexpr Close answer_to(const Close& received) noexcept {
  return received.code() ? *Close::with(*received.code()) : Close{};
}

}  // namespace closeframe
