// SPDX-License-Identifier: Apache-2.0
// What an application asked for is sent, refused, or cut where a code point ends.
#pragma once

#include <string_view>

#include "dialogue/facts.hpp"
#include "dialogue/rule.hpp"
#include "reference/utf8.hpp"

namespace closeframe::props::dialogue::wishes {

template <int line>
inline constexpr Rule row{};

/// The wish that the close is to come of: the first that was not refused, was taken on, and came
/// before anything else that has an endpoint close; null where there is none. Some take 0 and 1005
/// for ways to ask for no code.
inline const Event* wish_to_send(const Played& played) {
  const Received* first = decisive(played);
  const Event* wish = first != nullptr ? first_wish(played, first->event) : first_wish(played);
  if (wish == nullptr || wish->answer != Answer::done || !has_lived(played)) return nullptr;
  return wish->code == 0 || wish->code == 1005 ? nullptr : wish;
}

/// What was sent of such a wish, which had a code; nothing where that is not to be seen.
inline std::optional<CloseSaid> said_of(const Played& played, const Event* wish) {
  const RawFrame* close = close_sent(played);
  if (wish == nullptr || !wish->code || close == nullptr || !close->is_whole) return std::nullopt;
  return said_in(close->payload);
}

/// Who asks for 1006 or 1015 may ask for an end without a close.
inline Judgement sends_the_close_asked_for(const Played& played) {
  const Event* wish = wish_to_send(played);
  const bool is_business = wish != nullptr && wish->code != 1006 && wish->code != 1015;
  return judge_where(is_business, close_sent(played) != nullptr);
}
RULE(sends_the_close_asked_for, Level::consistent, "", "it was asked to close, and took it on",
     "a wish that is not refused leads to a close");

inline Judgement sends_the_code_asked_for(const Played& played) {
  const Event* wish = wish_to_send(played);
  const auto said = said_of(played, wish);
  return judge_where(said.has_value(), said && said->has_code && said->code == wish->code);
}
RULE(sends_the_code_asked_for, Level::consistent, "",
     "it was asked to close with this code, and took it on",
     "the code that was asked for is the code that is sent");

/// Where no reason is asked for, some describe the code in their own words.
inline Judgement sends_the_reason_asked_for(const Played& played) {
  const Event* wish = wish_to_send(played);
  const auto said = said_of(played, wish);
  if (!said || wish->reason.empty() || !reference::is_utf8(wish->reason)) return Judgement::excused;
  const bool fits = wish->reason.size() <= 123;
  return judge_where(true,
                     fits ? said->reason == wish->reason : wish->reason.starts_with(said->reason));
}
RULE(sends_the_reason_asked_for, Level::consistent, "",
     "it was asked to close with this reason, and took it on",
     "the reason that was asked for is sent, or its beginning where it is too long");

inline Judgement cuts_no_code_point(const Played& played) {
  const Event* wish = wish_to_send(played);
  const auto said = said_of(played, wish);
  const bool is_business = said && wish->reason.size() > 123 && reference::is_utf8(wish->reason);
  return judge_where(is_business, is_business && reference::is_utf8(said->reason));
}
RULE(cuts_no_code_point, Level::consistent, "", "what was asked for was UTF-8",
     "a reason that is too long is not cut inside a code point");

/// Whether the endpoint ends by itself, or uses the code of a refused wish that nobody else used.
inline bool follows(const Played& played, const Event& refused, const Received* close) {
  if (close == nullptr && played.transcript.seen.has_ended == true) return true;
  if (!refused.code || !is_telltale(*refused.code)) return false;
  if (close != nullptr && close->code == refused.code) return false;
  const RawFrame* sent = close_sent(played);
  if (sent != nullptr && said_in(sent->payload).code == refused.code) return true;
  return std::ranges::any_of(played.transcript.seen.told,
                             [&](const Told& told) { return told.code == refused.code; });
}

inline Judgement a_refused_wish_changes_nothing(const Played& played) {
  const Received* first = decisive(played);
  const bool is_judged =
      first == nullptr || (first->meaning == Meaning::close && !is_followed(played, *first));
  if (!is_judged || first_wish(played) != nullptr || !has_lived(played)) return Judgement::excused;
  bool is_business = false;
  for (const Event& event : played.transcript.events) {
    if (event.kind != Event::Kind::application_asked) continue;
    is_business = true;
    if (follows(played, event, first)) return Judgement::violated;
  }
  return judge_where(is_business, true);
}
RULE(a_refused_wish_changes_nothing, Level::consistent, "", "it said no",
     "a wish that is refused neither ends the connection nor leaves its code");

}  // namespace closeframe::props::dialogue::wishes
