// SPDX-License-Identifier: Apache-2.0
// A close that is wrong is not taken for one. To reject it is to close with a code that says so, or
// to end the transport: what is sent first is only a SHOULD (RFC 6455 §7.1.7).
#pragma once

#include <cstdint>

#include "dialogue/facts.hpp"
#include "dialogue/rule.hpp"

namespace closeframe::props::dialogue::rejections {

template <int line>
inline constexpr Rule row{};

/// How a wrong close was taken. An answer of 1000 or without a code says nothing by itself.
enum class Reception : std::uint8_t { accepted, rejected, ignored, unclear };

/// Whether what an application was told can only mean that `wrong` was taken for a close: its code,
/// or a clean end that no code contradicts. Where we have asked, it may be of the close in that.
inline bool is_told(const Played& played, const Received& wrong) {
  if (played.transcript.is_asked) return false;
  return std::ranges::any_of(played.transcript.seen.told, [&](const Told& told) {
    const unsigned code = told.code.value_or(0);
    if (told.clean == false || says_that_it_fails(code) || code == 1006) return false;
    if (told.clean == true) return true;
    return wrong.has_code ? code == wrong.code && is_telltale(code)
                          : wrong.frame.announced_size == 1 && code == 1005;
  });
}

/// How a wrong close was taken where the application had asked to close. The first close that was
/// sent belongs to that wish, so it says nothing. A second one with a code of failure rejects. The
/// wrong close was accepted if the application is told a code that its own wish does not explain.
inline Reception reception_after(const Event& wish, const Played& played, const Received& wrong) {
  const auto closes = std::ranges::count_if(played.sent, is_close);
  const auto last = std::ranges::find_if(played.sent.rbegin(), played.sent.rend(), is_close);
  if (closes > 1 && says_that_it_fails(said_in(last->payload).code)) return Reception::rejected;
  const unsigned code = wrong.has_code ? wrong.code : 1005;
  const bool is_of_wish = wish.code.value_or(1005) == code;
  return is_told(played, wrong) && !is_of_wish ? Reception::accepted : Reception::unclear;
}

inline Reception reception(const Played& played, const Received& wrong) {
  using enum Reception;
  if (const Event* wish = first_wish(played)) return reception_after(*wish, played, wrong);
  const RawFrame* answer = close_sent(played);
  if (answer == nullptr) {
    const auto& has_ended = played.transcript.seen.has_ended;
    return !has_ended ? unclear : *has_ended ? rejected : ignored;
  }
  const CloseSaid said = said_in(answer->payload);
  if (said.has_code && wrong.has_code && said.code == wrong.code && is_telltale(said.code))
    return accepted;
  if (says_that_it_fails(said.code) && said.code != wrong.code) return rejected;
  return is_told(played, wrong) ? accepted : unclear;
}

/// Nothing is said of what has more behind it, nor of what the application does about it, but for
/// what is certain.
inline Judgement rejects(const Played& played, Fault fault) {
  const Received* wrong = decisive(played, Meaning::fault);
  if (wrong == nullptr || wrong->fault != fault || !has_lived(played)) return Judgement::excused;
  if (goes_on(played)) return Judgement::violated;
  if (is_followed(played, *wrong) || first_wish_after(played, wrong->event) != nullptr)
    return Judgement::excused;
  using enum Reception;
  const Reception taken = reception(played, *wrong);
  return judge_where(taken != unclear, taken == rejected);
}

inline Judgement rejects_half_a_code(const Played& played) {
  return rejects(played, Fault::half_a_code);
}
RULE(rejects_half_a_code, Level::must, "RFC 6455 §5.5.1",
     "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned integer",
     "a close whose body is one byte is rejected");

inline Judgement rejects_bad_utf8(const Played& played) { return rejects(played, Fault::utf8); }
RULE(rejects_bad_utf8, Level::must, "RFC 6455 §8.1",
     "finds that the byte stream is not, in fact, a valid UTF-8 stream, that endpoint MUST _Fail "
     "the WebSocket Connection_",
     "a close whose reason is not UTF-8 is rejected");

inline Judgement rejects_a_code_that_is_never_sent(const Played& played) {
  return rejects(played, Fault::code);
}
RULE(rejects_a_code_that_is_never_sent, Level::consistent, "RFC 6455 §7.4",
     "no endpoint sends 1005, 1006 or 1015, and 0-999 are not used: whoever takes one for a code "
     "takes what is not the protocol",
     "a close with 0 to 999, 1005, 1006 or 1015 is rejected");

inline Judgement rejects_a_fragment_of_a_close(const Played& played) {
  return rejects(played, Fault::fin);
}
RULE(rejects_a_fragment_of_a_close, Level::must, "RFC 6455 §5.5",
     "All control frames [...] MUST NOT be fragmented", "a close without FIN is rejected");

inline Judgement rejects_a_reserved_bit(const Played& played) {
  return rejects(played, Fault::reserved_bits);
}
RULE(rejects_a_reserved_bit, Level::must, "RFC 6455 §5.2",
     "If a nonzero value is received and none of the negotiated extensions defines the meaning of "
     "such a nonzero value, the receiving endpoint MUST _Fail the WebSocket Connection_",
     "a close with a reserved bit is rejected");

inline Judgement rejects_over_125_bytes(const Played& played) {
  return rejects(played, Fault::length);
}
RULE(rejects_over_125_bytes, Level::must, "RFC 6455 §5.5",
     "All control frames MUST have a payload length of 125 bytes or less",
     "a close with a body of over 125 bytes is rejected");

inline Judgement server_rejects_what_is_not_masked(const Played& played) {
  return rejects(played, Fault::mask_missing);
}
RULE(server_rejects_what_is_not_masked, Level::must, "RFC 6455 §5.1",
     "The server MUST close the connection upon receiving a frame that is not masked",
     "a server rejects a frame that is not masked");

inline Judgement client_rejects_what_is_masked(const Played& played) {
  return rejects(played, Fault::mask_present);
}
RULE(client_rejects_what_is_masked, Level::must, "RFC 6455 §5.1",
     "A client MUST close a connection if it detects a masked frame",
     "a client rejects a frame that is masked");

}  // namespace closeframe::props::dialogue::rejections
