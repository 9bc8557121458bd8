// SPDX-License-Identifier: Apache-2.0
// What is known of the implementations that are driven in process, so that a fuzzer looks for the
// rest. What a whole run has found of each version is peers/expected/.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

namespace closeframe::peers {

/// A version that was looked at: all that follows is of it. Another one has to be looked at again.
struct KnownVersion {
  std::string_view peer;
  std::string_view version;
};

inline constexpr auto known_versions = std::to_array<KnownVersion>({
    {"beast", "1.81.0"},
    {"websocketpp", "0.8.2"},
    {"wslay", "1.1.1"},
});

/// A rule that a peer breaks, on one kind of input in the words of `kind_of`; on any where that is
/// empty.
struct KnownBug {
  std::string_view peer;
  std::string_view rule;
  std::string_view kind;
  std::string_view cause;
};

/// What a peer does where the RFC leaves a choice, and we do not.
struct KnownChoice {
  std::string_view peer;
  std::string_view choice;
  std::string_view answer;
};

/// The longest payload that a frame may announce to a peer which takes memory for all of it before
/// any has arrived: engines have limits of memory.
struct KnownLimit {
  std::string_view peer;
  std::uint64_t announced_size;  ///< bytes
};

// wslay_event_recv(): malloc() of the payload length, as far as
// wslay_event_config_set_max_recv_msg_length() allows; that is 2 GiB unless it is changed, says its
// documentation.
inline constexpr auto known_limits = std::to_array<KnownLimit>({
    {"wslay", 1 << 24},
});

// clang-format off: a table is read as a table.
inline constexpr std::string_view
    sends_as_given = "what the application asks for is sent without a look",
    // read_some_op and close_op: a read that fails the connection waits for the write lock, which close_op holds
    // while it waits for the read lock.
    waits_for_itself = "read and close wait for each other's lock, once a message is found wrong",
    // connection::close(): std::string(reason, 0, 123).
    cuts_at_byte_123 = "a reason is cut after 123 bytes, wherever that is",
    // connection::process_control_frame(), for each close that arrives, in whatever state.
    answers_each_wrong_close = "each wrong close is answered, whatever was sent before",
    overwrites_what_was_received = "what each close says is taken down, before it is looked at",
    // wslay_event_recv(): `i = 2` of each chunk of the body.
    skips_two_bytes_of_a_chunk = "UTF-8 is not looked for in the first two bytes of each chunk",
    // wslay_event_recv(): `msg_length >= 2`, and else as if there were no body.
    takes_half_a_code_for_none = "a body of less than two bytes is taken for none";

inline constexpr auto known_bugs = std::to_array<KnownBug>({
    {"beast", "sends_utf8", "", sends_as_given},
    {"beast", "sends_no_code_that_only_applications_are_told", "", sends_as_given},
    {"beast", "what_is_begun_comes_to_an_end", "not judged", waits_for_itself},
    {"websocketpp", "sends_utf8", "", sends_as_given},
    {"websocketpp", "cuts_no_code_point", "", cuts_at_byte_123},
    {"websocketpp", "sends_one_close_at_most", "", answers_each_wrong_close},
    {"websocketpp", "tells_nothing_from_behind_a_fault", "code not allowed", overwrites_what_was_received},
    {"websocketpp", "tells_nothing_from_behind_a_fault", "half a code", overwrites_what_was_received},
    {"websocketpp", "tells_nothing_from_behind_a_fault", "not UTF-8", overwrites_what_was_received},
    {"websocketpp", "tells_no_code_where_none_was_received", "a close without a code", overwrites_what_was_received},
    {"websocketpp", "tells_no_code_where_none_was_received", "asked to close, answered", overwrites_what_was_received},
    {"websocketpp", "tells_the_code_received", "a close with a code", overwrites_what_was_received},
    {"websocketpp", "tells_the_code_received", "asked to close, answered", overwrites_what_was_received},
    {"wslay", "sends_utf8", "", sends_as_given},
    {"wslay", "sends_no_code_that_only_applications_are_told", "", sends_as_given},
    {"wslay", "rejects_half_a_code", "half a code", takes_half_a_code_for_none},
    {"wslay", "rejects_half_a_code", "asked to close, then a fault", takes_half_a_code_for_none},
    {"wslay", "splits_change_no_close", "", skips_two_bytes_of_a_chunk},
    {"wslay", "splits_change_nothing_told", "", skips_two_bytes_of_a_chunk},
    {"wslay", "accepts_a_good_close", "a close with a code", skips_two_bytes_of_a_chunk},
    {"wslay", "rejects_bad_utf8", "not UTF-8", skips_two_bytes_of_a_chunk},
    {"wslay", "rejects_bad_utf8", "asked to close, then a fault", skips_two_bytes_of_a_chunk},
    {"wslay", "tells_the_code_received", "a close with a code", skips_two_bytes_of_a_chunk},
});

inline constexpr auto known_choices = std::to_array<KnownChoice>({
    {"beast", "answer_to_bad_utf8", "closes with 1002"},
    {"beast", "answer_to_no_code", "closes with 1000"},
    {"beast", "end_after_a_fault", "waits for an answer"},
    {"beast", "reception_of_1012_to_1014", "rejects it with 1002"},
    {"beast", "reception_of_5000_upwards", "accepts it, and answers with it"},
    {"beast", "reception_of_a_longer_length", "accepts it, and answers with it"},
    {"beast", "told_of_a_fault", "no code"},
    {"beast", "wish_for_0_to_999", "cannot be asked for"},
    {"beast", "wish_for_0_to_999", "sent"},
    {"beast", "wish_for_1004", "sent"},
    {"beast", "wish_for_1010_of_a_server", "sent"},
    {"beast", "wish_for_1016_to_2999", "sent"},
    {"beast", "wish_for_5000_upwards", "sent"},
    {"beast", "wish_for_a_reason_not_utf8", "cannot be asked for"},
    {"beast", "wish_for_a_reason_too_long", "cannot be asked for"},
    {"websocketpp", "answer_to_a_reason", "the same reason"},
    {"websocketpp", "answer_to_bad_utf8", "closes with 1002"},
    {"websocketpp", "answer_to_no_code", "closes with 1000"},
    {"websocketpp", "end_after_a_fault", "waits for an answer"},
    {"websocketpp", "reception_of_a_longer_length", "accepts it, and answers with it"},
    {"websocketpp", "told_of_a_fault", "1002"},
    {"websocketpp", "told_of_a_fault", "the code that it came with"},
    {"websocketpp", "wish_for_0_to_999", "cannot be asked for"},
    {"websocketpp", "wish_for_1005", "cannot be asked for"},
    {"websocketpp", "wish_for_1010_of_a_server", "sent"},
    {"websocketpp", "wish_for_a_reason_not_utf8", "cannot be asked for"},
    {"websocketpp", "wish_for_a_reason_too_long", "cannot be asked for"},
    {"websocketpp", "wish_for_a_reason_too_long", "cuts it"},
    {"wslay", "answer_to_a_code_never_sent", "closes with 1007"},
    {"wslay", "answer_to_a_code_never_sent", "closes without a code"},
    {"wslay", "answer_to_a_fragment", "closes without a code"},
    {"wslay", "answer_to_a_mask", "closes without a code"},
    {"wslay", "answer_to_a_reason", "the same reason"},
    {"wslay", "answer_to_a_reserved_bit", "closes without a code"},
    {"wslay", "answer_to_bad_utf8", "closes with 1002"},
    {"wslay", "answer_to_bad_utf8", "closes with 1007"},
    {"wslay", "answer_to_bad_utf8", "closes without a code"},
    {"wslay", "answer_to_half_a_code", "closes without a code"},
    {"wslay", "answer_to_no_mask", "closes without a code"},
    {"wslay", "answer_to_over_125_bytes", "closes without a code"},
    {"wslay", "reception_of_1004", "rejects it with 1007"},
    {"wslay", "reception_of_1010", "rejects it with 1007"},
    {"wslay", "reception_of_1011", "rejects it with 1007"},
    {"wslay", "reception_of_1012_to_1014", "rejects it with 1002"},
    {"wslay", "reception_of_1012_to_1014", "rejects it with 1007"},
    {"wslay", "reception_of_1016_to_2999", "rejects it with 1007"},
    {"wslay", "reception_of_5000_upwards", "rejects it with 1007"},
    {"wslay", "reception_of_a_longer_length", "closes without a code"},
    {"wslay", "wish_for_0_to_999", "cannot be asked for"},
    {"wslay", "wish_for_0_to_999", "sent"},
    {"wslay", "wish_for_1004", "sent"},
    {"wslay", "wish_for_1010_of_a_server", "sent"},
    {"wslay", "wish_for_1016_to_2999", "sent"},
    {"wslay", "wish_for_5000_upwards", "sent"},
    {"wslay", "wish_for_a_reason_not_utf8", "cannot be asked for"},
    {"wslay", "wish_for_a_reason_too_long", "cannot be asked for"},
});
// clang-format on

constexpr bool is_known(std::string_view peer, std::string_view version) {
  return std::ranges::any_of(known_versions, [&](const KnownVersion& known) {
    return known.peer == peer && known.version == version;
  });
}

/// In bytes; see KnownLimit.
constexpr std::uint64_t most_announced_to(std::string_view peer) {
  const auto known = std::ranges::find(known_limits, peer, &KnownLimit::peer);
  return known == known_limits.end() ? std::numeric_limits<std::uint64_t>::max()
                                     : known->announced_size;
}

constexpr bool is_known_bug(std::string_view peer, std::string_view rule, std::string_view kind) {
  return std::ranges::any_of(known_bugs, [&](const KnownBug& known) {
    return known.peer == peer && known.rule == rule && (known.kind.empty() || known.kind == kind);
  });
}

constexpr bool is_known_choice(std::string_view peer, std::string_view choice,
                               std::string_view answer) {
  return std::ranges::any_of(known_choices, [&](const KnownChoice& known) {
    return known.peer == peer && known.choice == choice && known.answer == answer;
  });
}

}  // namespace closeframe::peers
