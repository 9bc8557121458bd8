// SPDX-License-Identifier: Apache-2.0
// What the RFC leaves to an implementation: what it does is recorded, and no accusation. Answers
// are few, so that a table can hold them all: no numbers but those that mean something.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "dialogue/facts.hpp"
#include "dialogue/rule.hpp"
#include "dialogue/words.hpp"
#include "reference/utf8.hpp"

namespace closeframe::props::dialogue {

/// Whether its application wishes for anything, be that done or not: a refused wish, too, may have
/// been answered on the wire.
inline bool is_asked_to_close(const Played& played) {
  return std::ranges::any_of(played.transcript.events, [](const Event& event) {
    return event.kind == Event::Kind::application_asked;
  });
}

/// The frame that decides a dialogue in which nothing else happens; null where it is of another
/// meaning.
inline const Received* alone(const Played& played, Meaning meaning) {
  const Received* first = decisive(played, meaning);
  const bool is_alone = first != nullptr && has_lived(played) && !is_followed(played, *first);
  return is_alone && !is_asked_to_close(played) ? first : nullptr;
}

template <Fault fault>
std::string answer_to_fault(const Played& played) {
  const Received* wrong = alone(played, Meaning::fault);
  return wrong != nullptr && wrong->fault == fault ? reaction_in_words(played) : "";
}

inline std::string answer_to_a_code(const Played& played) {
  const Received* close = alone(played, Meaning::close);
  const RawFrame* answer = close_sent(played);
  if (close == nullptr || !close->has_code || close->code == 1000 || answer == nullptr) return "";
  const CloseSaid said = said_in(answer->payload);
  if (said.code == close->code) return "the same code";
  return said.has_code ? std::to_string(said.code) : "no code";
}

inline std::string answer_to_a_reason(const Played& played) {
  const Received* close = alone(played, Meaning::close);
  const RawFrame* answer = close_sent(played);
  if (close == nullptr || close->reason.empty() || answer == nullptr) return "";
  const CloseSaid said = said_in(answer->payload);
  if (said.reason == close->reason) return "the same reason";
  return said.reason.empty() ? "no reason" : "a reason of its own";
}

inline std::string answer_to_no_code(const Played& played) {
  const Received* close = alone(played, Meaning::close);
  return close != nullptr && !close->has_code ? reaction_in_words(played) : "";
}

/// Whether a disputed close was taken for a good one.
inline std::string reception_in_words(const Played& played, const Received& close) {
  const RawFrame* answer = close_sent(played);
  if (answer == nullptr) return reaction_in_words(played);
  const CloseSaid said = said_in(answer->payload);
  if (said.has_code && said.code == close.code) return "accepts it, and answers with it";
  if (says_that_it_fails(said.code)) return "rejects it with " + std::to_string(said.code);
  const bool is_told = std::ranges::any_of(
      played.transcript.seen.told, [&](const Told& told) { return told.code == close.code; });
  return std::string(is_told ? "accepts it, and " : "") + reaction_in_words(played);
}

template <unsigned first, unsigned last>
std::string reception_of_codes(const Played& played) {
  const Received* close = alone(played, Meaning::disputed);
  const bool is_asked = close != nullptr && close->frame.is_shortest && close->has_code &&
                        close->code >= first && close->code <= last;
  return is_asked ? reception_in_words(played, *close) : "";
}

inline std::string reception_of_a_longer_length(const Played& played) {
  const Received* close = alone(played, Meaning::disputed);
  return close != nullptr && !close->frame.is_shortest ? reception_in_words(played, *close) : "";
}

inline std::string told_of_no_code(const Played& played) {
  const Received* close = alone(played, Meaning::close);
  if (close == nullptr || close->has_code || played.transcript.seen.told.empty()) return "";
  const auto& code = played.transcript.seen.told.front().code;
  return code ? std::to_string(*code) : "no code";
}

inline std::string told_of_a_fault(const Played& played) {
  const Received* wrong = alone(played, Meaning::fault);
  if (wrong == nullptr || goes_on(played) || played.transcript.seen.told.empty()) return "";
  const auto& code = played.transcript.seen.told.front().code;
  if (!code) return "no code";
  return wrong->has_code && wrong->code == *code ? "the code that it came with"
                                                 : std::to_string(*code);
}

/// Who ends the transport: over a network that of a client may be a race, and is not asked.
inline std::string end_after_a_fault(const Played& played) {
  const auto& has_ended = played.transcript.seen.has_ended;
  if (alone(played, Meaning::fault) == nullptr || goes_on(played) ||
      close_sent(played) == nullptr || !has_ended)
    return "";
  return *has_ended ? "ends the transport" : "waits for an answer";
}

/// A wish with which the application begins a dialogue, before anything arrives.
inline const Event* opening_wish(const Played& played) {
  const auto& events = played.transcript.events;
  const bool is_wish =
      !events.empty() && events.front().kind == Event::Kind::application_asked && has_lived(played);
  return is_wish ? &events.front() : nullptr;
}

/// What became of it; nothing where that is not known.
inline std::string fate_of(const Played& played, const Event& wish) {
  if (wish.answer == Answer::unheard) return "";
  if (wish.answer != Answer::done)
    return wish.answer == Answer::refused ? "refused" : "cannot be asked for";
  const RawFrame* close = close_sent(played);
  if (close == nullptr) return reaction_in_words(played);
  const CloseSaid said = said_in(close->payload);
  if (wish.code && said.code == wish.code) return "sent";
  return said.has_code ? "sends " + std::to_string(said.code) : "sends no code";
}

template <unsigned first, unsigned last>
std::string wish_for_codes(const Played& played) {
  const Event* wish = opening_wish(played);
  const bool is_asked = wish != nullptr && wish->code && wish->reason.size() <= 123 &&
                        reference::is_utf8(wish->reason) && *wish->code >= first &&
                        *wish->code <= last;
  return is_asked ? fate_of(played, *wish) : "";
}

inline std::string wish_for_1010_of_a_server(const Played& played) {
  return played.role == Role::server ? wish_for_codes<1010, 1010>(played) : "";
}

inline std::string wish_without_a_code(const Played& played) {
  const Event* wish = opening_wish(played);
  return wish != nullptr && !wish->code ? fate_of(played, *wish) : "";
}

inline std::string wish_for_a_reason_too_long(const Played& played) {
  const Event* wish = opening_wish(played);
  if (wish == nullptr || wish->reason.size() <= 123 || !reference::is_utf8(wish->reason)) return "";
  const RawFrame* close = close_sent(played);
  if (wish->answer != Answer::done || close == nullptr) return fate_of(played, *wish);
  const std::size_t size = said_in(close->payload).reason.size();
  return size == 0 ? "leaves it out" : size <= 123 ? "cuts it" : "sends it";
}

inline std::string wish_for_a_reason_not_utf8(const Played& played) {
  const Event* wish = opening_wish(played);
  if (wish == nullptr || wish->reason.size() > 123 || reference::is_utf8(wish->reason)) return "";
  const RawFrame* close = close_sent(played);
  if (wish->answer != Answer::done || close == nullptr) return fate_of(played, *wish);
  return said_in(close->payload).reason == wish->reason ? "sends it" : "sends another";
}

inline std::string what_follows_a_close(const Played& played) {
  const RawFrame* close = close_sent(played);
  if (close == nullptr || !has_lived(played)) return "";
  for (const RawFrame& frame : played.sent)
    if (frame.begin > close->begin && frame.opcode > 8) return "a ping or a pong";
  return "nothing";
}

/// Every choice.
// clang-format off: a table is read as a table.
inline constexpr auto choices = std::to_array<Choice>({
    {"answer_to_a_code", "what a close with a code is answered with", answer_to_a_code},
    {"answer_to_a_reason", "what a close with a reason is answered with", answer_to_a_reason},
    {"answer_to_no_code", "what a close without a code is answered with", answer_to_no_code},
    {"answer_to_bad_utf8", "what is done about a reason that is not UTF-8", answer_to_fault<Fault::utf8>},
    {"answer_to_half_a_code", "what is done about half a code", answer_to_fault<Fault::half_a_code>},
    {"answer_to_a_code_never_sent", "what is done about a code that is never sent", answer_to_fault<Fault::code>},
    {"answer_to_a_fragment", "what is done about a close without FIN", answer_to_fault<Fault::fin>},
    {"answer_to_a_reserved_bit", "what is done about a close with a reserved bit", answer_to_fault<Fault::reserved_bits>},
    {"answer_to_over_125_bytes", "what is done about a close of over 125 bytes", answer_to_fault<Fault::length>},
    {"answer_to_no_mask", "what is done about a frame that is not masked", answer_to_fault<Fault::mask_missing>},
    {"answer_to_a_mask", "what is done about a frame that is masked", answer_to_fault<Fault::mask_present>},
    {"end_after_a_fault", "what follows the close that says that something was wrong", end_after_a_fault},
    {"reception_of_1004", "what is done about a close with 1004", reception_of_codes<1004, 1004>},
    {"reception_of_1010", "what a client does about a close with 1010", reception_of_codes<1010, 1010>},
    {"reception_of_1011", "what a server does about a close with 1011", reception_of_codes<1011, 1011>},
    {"reception_of_1012_to_1014", "what is done about a close with 1012 to 1014", reception_of_codes<1012, 1014>},
    {"reception_of_1016_to_2999", "what is done about a close with 1016 to 2999", reception_of_codes<1016, 2999>},
    {"reception_of_5000_upwards", "what is done about a close with 5000 or more", reception_of_codes<5000, 65535>},
    {"reception_of_a_longer_length", "what is done about a length that is not in the shortest form", reception_of_a_longer_length},
    {"told_of_no_code", "what code an application is told of a close without one", told_of_no_code},
    {"told_of_a_fault", "what code an application is told where its peer was wrong", told_of_a_fault},
    {"wish_without_a_code", "what becomes of a wish without a code", wish_without_a_code},
    {"wish_for_0_to_999", "what becomes of a wish for 0 to 999", wish_for_codes<0, 999>},
    {"wish_for_1001", "what becomes of a wish for 1001", wish_for_codes<1001, 1001>},
    {"wish_for_1004", "what becomes of a wish for 1004", wish_for_codes<1004, 1004>},
    {"wish_for_1005", "what becomes of a wish for 1005", wish_for_codes<1005, 1005>},
    {"wish_for_1006", "what becomes of a wish for 1006", wish_for_codes<1006, 1006>},
    {"wish_for_1010_of_a_server", "what becomes of a server's wish for 1010", wish_for_1010_of_a_server},
    {"wish_for_1012_to_1014", "what becomes of a wish for 1012 to 1014", wish_for_codes<1012, 1014>},
    {"wish_for_1015", "what becomes of a wish for 1015", wish_for_codes<1015, 1015>},
    {"wish_for_1016_to_2999", "what becomes of a wish for 1016 to 2999", wish_for_codes<1016, 2999>},
    {"wish_for_5000_upwards", "what becomes of a wish for 5000 or more", wish_for_codes<5000, 65535>},
    {"wish_for_a_reason_too_long", "what becomes of a reason of over 123 bytes", wish_for_a_reason_too_long},
    {"wish_for_a_reason_not_utf8", "what becomes of a reason that is not UTF-8", wish_for_a_reason_not_utf8},
    {"what_follows_a_close", "what follows a close that was sent", what_follows_a_close},
});
// clang-format on

}  // namespace closeframe::props::dialogue
