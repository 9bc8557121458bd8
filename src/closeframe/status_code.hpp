// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace closeframe {

/// A status code as a close frame carries it (RFC 6455 §7.4). The enumerators are the codes the
/// protocol itself gives a meaning, by IANA's names; any other number is a value too:
/// `StatusCode{4000}`.
enum class StatusCode : std::uint16_t {
  normal_closure = 1000,
  going_away = 1001,
  protocol_error = 1002,
  unsupported_data = 1003,
  no_status_received = 1005,  ///< told to the application, never on the wire
  abnormal_closure = 1006,    ///< told to the application, never on the wire
  invalid_frame_payload_data = 1007,
  policy_violation = 1008,
  message_too_big = 1009,
  mandatory_extension = 1010,
  internal_error = 1011,
  service_restart = 1012,
  try_again_later = 1013,
  bad_gateway = 1014,
  tls_handshake = 1015,  ///< told to the application, never on the wire
};

/// One row of the table of status codes.
struct StatusCodeRange {
  std::uint16_t first;      ///< first code of the range
  std::uint16_t last;       ///< last code of the range
  std::string_view name;    ///< IANA's name for it
  bool on_wire;             ///< may stand in a close frame, sent or received
  std::string_view source;  ///< where that is written; "policy" where it is this library's choice
};

/// Every code from 0 to 65535, each in exactly one row, in ascending order. The only place that
/// knows which codes exist: a code registered with IANA tomorrow is one row here.
inline constexpr auto status_code_ranges = std::to_array<StatusCodeRange>({
    {0, 999, "Unused", false, "RFC 6455 §7.4.2"},
    {1000, 1000, "Normal Closure", true, "RFC 6455 §7.4.1"},
    {1001, 1001, "Going Away", true, "RFC 6455 §7.4.1"},
    {1002, 1002, "Protocol error", true, "RFC 6455 §7.4.1"},
    {1003, 1003, "Unsupported Data", true, "RFC 6455 §7.4.1"},
    {1004, 1004, "Reserved", false, "policy"},
    {1005, 1005, "No Status Rcvd", false, "RFC 6455 §7.4.1"},
    {1006, 1006, "Abnormal Closure", false, "RFC 6455 §7.4.1"},
    {1007, 1007, "Invalid frame payload data", true, "RFC 6455 §7.4.1"},
    {1008, 1008, "Policy Violation", true, "RFC 6455 §7.4.1"},
    {1009, 1009, "Message Too Big", true, "RFC 6455 §7.4.1"},
    {1010, 1010, "Mandatory Ext.", true, "RFC 6455 §7.4.1"},
    {1011, 1011, "Internal Error", true, "RFC 6455 §7.4.1"},
    {1012, 1012, "Service Restart", true, "IANA registry"},
    {1013, 1013, "Try Again Later", true, "IANA registry"},
    {1014, 1014, "Bad Gateway", true, "IANA registry"},
    {1015, 1015, "TLS handshake", false, "RFC 6455 §7.4.1"},
    {1016, 2999, "Unassigned", false, "policy"},
    {3000, 3000, "Unauthorized", true, "RFC 6455 §7.4.2"},
    {3001, 3002, "Libraries and frameworks", true, "RFC 6455 §7.4.2"},
    {3003, 3003, "Forbidden", true, "RFC 6455 §7.4.2"},
    {3004, 3007, "Libraries and frameworks", true, "RFC 6455 §7.4.2"},
    {3008, 3008, "Timeout", true, "RFC 6455 §7.4.2"},
    {3009, 3999, "Libraries and frameworks", true, "RFC 6455 §7.4.2"},
    {4000, 4999, "Private Use", true, "RFC 6455 §7.4.2"},
    {5000, 65535, "Undefined", false, "policy"},
});

namespace detail {

consteval bool is_partition_of_all_codes(const auto& rows) {
  unsigned next = 0;
  for (const StatusCodeRange& row : rows) {
    if (row.first != next || row.last < row.first) return false;
    next = row.last + 1u;
  }
  return next == 65536;
}

}  // namespace detail

static_assert(detail::is_partition_of_all_codes(status_code_ranges),
              "the rows are sorted, disjoint and complete");

/// The row of the table that `code` is in. There is one for every value.
constexpr const StatusCodeRange& range_of(StatusCode code) noexcept {
  return *std::ranges::lower_bound(status_code_ranges, std::to_underlying(code), {},
                                   &StatusCodeRange::last);
}

/// IANA's name for `code`, or for the range it is in. Never empty.
constexpr std::string_view name(StatusCode code) noexcept { return range_of(code).name; }

namespace detail {

/// The codes that may stand on the wire: their rows, joined where they touch.
struct CodesOnWire {
  struct Run {
    std::uint16_t first, last;
  };
  std::array<Run, status_code_ranges.size()> runs{};
  std::size_t count = 0;
};

consteval CodesOnWire join_rows_on_wire() {
  CodesOnWire joined;
  bool touches = false;
  for (const StatusCodeRange& row : status_code_ranges) {
    if (row.on_wire && !touches) joined.runs[joined.count++].first = row.first;
    if (row.on_wire) joined.runs[joined.count - 1].last = row.last;
    touches = row.on_wire;
  }
  return joined;
}

inline constexpr CodesOnWire codes_on_wire = join_rows_on_wire();

}  // namespace detail

/// Whether `code` may stand in the body of a close frame. The same set is sent and received.
constexpr bool is_allowed_on_wire(StatusCode code) noexcept {
  const std::uint16_t number = std::to_underlying(code);
  for (std::size_t i = 0; i < detail::codes_on_wire.count; ++i) {
    const auto [first, last] = detail::codes_on_wire.runs[i];
    if (first <= number && number <= last) return true;
  }
  return false;
}

}  // namespace closeframe
