// SPDX-License-Identifier: Apache-2.0
// Endpoints with one mistake each: at least one breaks each rule.
#pragma once

#include <vector>

#include "endpoint.hpp"

namespace closeframe::props::dialogue {

using Change = std::function<void(Habits&)>;

inline Change accepting(Fault fault) {
  return [fault](Habits& habits) {
    habits.accepts = [fault](const Arrival& close) {
      return close.meaning == Meaning::close || close.fault == fault;
    };
  };
}

/// Changes the frame of every close.
inline Change framing(Bytes (*change)(Role, Bytes)) {
  return [change](Habits& habits) {
    habits.frame = [change](Role role, Bytes body) { return change(role, std::move(body)); };
  };
}

/// Changes what was seen, when the connection is over.
inline Change seen_as(void (*change)(Seen&)) {
  return [change](Habits& habits) { habits.at_the_end = change; };
}

inline Change granting(std::optional<Bytes> (*grant)(const Wish&)) {
  return [grant](Habits& habits) { habits.grant = grant; };
}

inline Change answering(Bytes (*answer)(const Arrival&)) {
  return [answer](Habits& habits) { habits.answer = answer; };
}

/// The frame as the other role sends it.
inline Bytes with_the_other_mask(Role role, Bytes body) { return our_frame(role, 0x88, body); }

inline Bytes with_first_byte(Role role, const Bytes& body, std::uint8_t first) {
  Bytes frame = frame_of_close(role, body);
  frame[0] = first;
  return frame;
}

inline const std::vector<Somebody>& faulty_endpoints() {
  static const std::vector<Somebody> all{
      {"it crashes", "survives", seen_as([](Seen& seen) { seen.fate = Fate::crashed; })},
      {"a read never completes", "what_is_begun_comes_to_an_end",
       seen_as([](Seen& seen) { seen.open_operation_count = 1; })},
      {"the first piece is lost", "splits_change_no_close",
       [](Habits& habits) { habits.arrivals_before_reading = 1; }},
      {"the first piece is lost", "splits_change_nothing_told",
       [](Habits& habits) { habits.arrivals_before_reading = 1; }},
      {"masks are the other way round", "client_masks_every_frame", framing(with_the_other_mask)},
      {"masks are the other way round", "server_masks_no_frame", framing(with_the_other_mask)},
      {"RSV1", "sends_no_reserved_bit",
       framing([](Role role, Bytes body) { return with_first_byte(role, body, 0xC8); })},
      {"no FIN", "sends_no_fragment_of_a_close",
       framing([](Role role, Bytes body) { return with_first_byte(role, body, 0x08); })},
      {"a length of 16 bits", "sends_the_shortest_length", framing([](Role role, Bytes body) {
         Bytes frame = frame_of_close(role, body);
         if (body.size() > 125) return frame;
         frame.insert(frame.begin() + 2, {0, static_cast<std::uint8_t>(body.size())});
         frame[1] = static_cast<std::uint8_t>((frame[1] & 0x80) | 126);
         return frame;
       })},
      {"the last byte is missing", "sends_whole_closes", framing([](Role role, Bytes body) {
         Bytes frame = frame_of_close(role, body);
         frame.pop_back();
         return frame;
       })},
      {"reasons of any size", "sends_closes_of_125_bytes_at_most", granting([](const Wish& wish) {
         return std::optional(wish.code ? body_of(*wish.code, wish.reason) : Bytes{});
       })},
      {"one byte for no code", "sends_no_half_a_code",
       answering([](const Arrival& close) { return Bytes(close.has_code ? 2 : 1, 0x0F); })},
      {"any bytes for a reason", "sends_utf8", granting([](const Wish& wish) {
         return std::optional(body_of(wish.code.value_or(1000), wish.reason));
       })},
      {"1005 for no code", "sends_no_code_that_only_applications_are_told",
       answering([](const Arrival& close) { return body_of(close.has_code ? close.code : 1005); })},
      {"both sides close, and it answers", "sends_one_close_at_most",
       [](Habits& habits) { habits.sends_two_closes = true; }},
      {"a text follows its close", "sends_no_data_after_its_close",
       framing([](Role role, Bytes body) {
         Bytes frames = frame_of_close(role, body);
         const Bytes text = our_frame(other_than(role), 0x81, Bytes{'!'});
         frames.insert(frames.end(), text.begin(), text.end());
         return frames;
       })},
      {"accepted", "rejects_half_a_code", accepting(Fault::half_a_code)},
      {"accepted", "rejects_bad_utf8", accepting(Fault::utf8)},
      {"accepted", "rejects_a_code_that_is_never_sent", accepting(Fault::code)},
      {"accepted", "rejects_a_fragment_of_a_close", accepting(Fault::fin)},
      {"accepted", "rejects_a_reserved_bit", accepting(Fault::reserved_bits)},
      {"accepted", "rejects_over_125_bytes", accepting(Fault::length)},
      {"accepted", "server_rejects_what_is_not_masked", accepting(Fault::mask_missing)},
      {"accepted", "client_rejects_what_is_masked", accepting(Fault::mask_present)},
      {"what is wrong is passed over", "rejects_half_a_code",
       [](Habits& habits) { habits.objects = [](const Arrival&) { return false; }; }},
      {"what is wrong is passed over, and nothing is known of its transport", "rejects_bad_utf8",
       [](Habits& habits) {
         habits.objects = [](const Arrival&) { return false; };
         habits.at_the_end = [](Seen& seen) { seen.has_ended.reset(); };
       }},
      {"pings are passed over, too", "server_rejects_what_is_not_masked",
       [](Habits& habits) {
         habits.objects = [](const Arrival&) { return false; };
         habits.pong = [](const Bytes&) { return Bytes{}; };
         habits.at_the_end = [](Seen& seen) { seen.has_ended.reset(); };
       }},
      {"what is wrong is passed over where it arrives in pieces, and no close is sent",
       "splits_change_no_close",
       [](Habits& habits) {
         habits.objects = [is_cut = false](const Arrival& arrival) mutable {
           is_cut = is_cut || !arrival.frame.is_whole;
           return !is_cut && arrival.meaning != Meaning::nothing;
         };
         habits.frame = [](Role, const Bytes&) { return Bytes{}; };
       }},
      {"an answer that is too late", "answers_a_close",
       framing([](Role, Bytes) { return Bytes{}; })},
      {"reasons are called a mistake", "accepts_a_good_close",
       answering([](const Arrival& close) { return body_of(close.reason.empty() ? 1000 : 1002); })},
      {"a ping is called a mistake", "finds_no_fault_where_there_is_none",
       [](Habits& habits) {
         habits.objects = [](const Arrival& arrival) {
           return arrival.frame.is_whole && arrival.frame.opcode != 8;
         };
       }},
      {"a ping ends the transport", "stays_open_without_a_cause",
       [](Habits& habits) {
         habits.objection = [](const Arrival&) { return std::nullopt; };
         habits.objects = [](const Arrival& arrival) {
           return arrival.frame.is_whole && arrival.frame.opcode != 8;
         };
       }},
      {"a server waits", "server_ends_the_transport",
       seen_as([](Seen& seen) { seen.has_ended = false; })},
      {"00 00 for no code", "answers_with_a_code_that_exists",
       answering([](const Arrival& close) { return body_of(close.code); })},
      {"a wish leads to nothing", "sends_the_close_asked_for",
       framing([](Role, Bytes) { return Bytes{}; })},
      {"other codes become 1000", "sends_the_code_asked_for",
       granting([](const Wish&) { return std::optional(body_of(1000)); })},
      {"reasons are one byte short", "sends_the_reason_asked_for", granting([](const Wish& wish) {
         const std::string_view reason = wish.reason;
         return std::optional(
             body_of(wish.code.value_or(1000), reason.substr(0, reason.size() / 2)));
       })},
      {"reasons are cut behind 123 bytes", "cuts_no_code_point", granting([](const Wish& wish) {
         return std::optional(body_of(wish.code.value_or(1000), wish.reason.substr(0, 123)));
       })},
      {"a refused wish is told", "a_refused_wish_changes_nothing",
       [](Habits& habits) {
         habits.grant = [](const Wish&) { return std::nullopt; };
         habits.at_the_end = [](Seen& seen) { seen.told[0].code = 4001; };
       }},
      {"told twice", "tells_once", seen_as([](Seen& seen) { seen.told.push_back(seen.told[0]); })},
      {"always told 1000", "tells_the_code_received",
       seen_as([](Seen& seen) { seen.told[0].code = 1000; })},
      {"told 1006 for no code", "tells_no_code_where_none_was_received", seen_as([](Seen& seen) {
         if (seen.told[0].code == 1005u) seen.told[0].code = 1006;
       })},
      {"always told 1000", "tells_1006_where_no_close_came",
       seen_as([](Seen& seen) { seen.told[0].code = 1000; })},
      {"always told 1000", "tells_1006_where_its_close_is_not_answered",
       seen_as([](Seen& seen) { seen.told[0].code = 1000; })},
      {"never told a reason", "tells_the_reason_received",
       seen_as([](Seen& seen) { seen.told[0].reason = ""; })},
      {"always clean", "tells_clean_of_two_closes_only",
       seen_as([](Seen& seen) { seen.told[0].clean = true; })},
      {"never clean", "tells_clean_of_two_closes",
       seen_as([](Seen& seen) { seen.told[0].clean = false; })},
      {"reads on after an objection", "tells_nothing_from_behind_a_fault",
       [](Habits& habits) { habits.reads_on_after_objecting = true; }},
  };
  return all;
}

}  // namespace closeframe::props::dialogue
