// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <closeframe/close.hpp>
#include <closeframe/frame.hpp>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include "cases/allocation_count.hpp"
#include "cases/case.hpp"
#include "reference/close_frame.hpp"
#include "shapes/close_request.hpp"

namespace closeframe::props {

/// What goes on the wire of a close that may be sent.
struct Encoded {
  Body body;
  MaskingKey key;
  Frame client_frame, server_frame;
};

template <>
struct Case<shapes::CloseRequest> : shapes::CloseRequest {
  std::size_t allocations_before = allocations_so_far();
  CloseOr<CloseError> verdict = codec_says(*this);
  std::optional<Encoded> encoded = encode();
  bool uses_heap = allocations_so_far() != allocations_before;
  reference::Verdict expected = reference_says(*this);

  static constexpr CloseOr<CloseError> codec_says(
      const shapes::CloseRequest& request) {
    return request.code ? Close::with(StatusCode{*request.code}, request.reason) : Close{};
  }
  static constexpr reference::Verdict reference_says(const shapes::CloseRequest& request) {
    return request.code ? reference::judge(*request.code, request.reason) : reference::Verdict{};
  }

 private:
  constexpr std::optional<Encoded> encode() const {
    if (!verdict) return std::nullopt;
    const MaskingKey key = some_key();
    return Encoded{encode_body(*verdict), key, encode_client_frame(*verdict, key),
                   encode_server_frame(*verdict)};
  }

  /// A masking key that depends on the request, so that many keys are tried.
  constexpr MaskingKey some_key() const {
    const std::uint32_t hash = hash_of(reason) ^ code.value_or(0);
    return {static_cast<std::uint8_t>(hash >> 24), static_cast<std::uint8_t>(hash >> 16 & 0xFF),
            static_cast<std::uint8_t>(hash >> 8 & 0xFF), static_cast<std::uint8_t>(hash & 0xFF)};
  }
};

inline constexpr std::string_view reason_of_123 =
    "a reason of 123 bytes, which is the longest that fits into the body of a close frame"
    " beside its two bytes of status code...";
inline constexpr std::string_view reason_of_124 =
    "a reason of 124 bytes, which is one byte too long to fit into the body of a close frame"
    " beside two bytes of the status codes";
static_assert(reason_of_123.size() == 123 && reason_of_124.size() == 124);

template <>
inline constexpr auto examples<shapes::CloseRequest> = std::to_array<shapes::CloseRequest>({
    {},
    {1000, ""},
    {1000, "bye"},
    {4999, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"},
    {1001, reason_of_123},
    {1001, reason_of_124},
    {1005, ""},
    {1005, reason_of_124},
    {5000, "\xFF"},
    {1000, "\xFF"},
    {1000, "\xE2\x82"},
});

}  // namespace closeframe::props
