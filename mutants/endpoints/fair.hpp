// SPDX-License-Identifier: Apache-2.0
// Endpoints that do as the RFC lets them, each otherwise than ours: no rule may accuse them, but
// for the one that is named.
#pragma once

#include <vector>

#include "endpoint.hpp"

namespace closeframe::props::dialogue {

inline Bytes always_1000(const Arrival&) { return body_of(1000); }

inline std::optional<Bytes> cut_where_a_code_point_ends(const Wish& wish) {
  if (!wish.code) return body_of(1000);
  if (wish.code == 1005) return Bytes{};
  if (wish.code < 1000 || wish.code == 1006 || wish.code == 1015) return std::nullopt;
  return body_of(*wish.code, reference::longest_utf8_prefix(wish.reason, 123));
}

/// What the close said that is wrong, as if that had been its code.
inline std::optional<Told> what_it_said(const Arrival& wrong, const std::optional<Bytes>&) {
  return Told{wrong.has_code ? wrong.code : 1005, {}, {}};
}

/// The code of its own close.
inline std::optional<Told> its_own_code(const Arrival&, const std::optional<Bytes>& own) {
  if (!own) return std::nullopt;
  return Told{own->size() < 2 ? 1005 : (*own)[0] * 256u + (*own)[1], {}, {}};
}

inline const std::vector<Somebody>& fair_endpoints() {
  static const std::vector<Somebody> all{
      {"nothing is different", "", [](Habits&) {}},
      {"what is wrong ends the transport, without a close", "",
       [](Habits& habits) { habits.objection = [](const Arrival&) { return std::nullopt; }; }},
      {"what is wrong is answered with 1000", "",
       [](Habits& habits) { habits.objection = always_1000; }},
      {"what is wrong is answered without a code", "",
       [](Habits& habits) { habits.objection = [](const Arrival&) { return Bytes{}; }; }},
      {"what is wrong is answered with 1011", "",
       [](Habits& habits) { habits.objection = [](const Arrival&) { return body_of(1011); }; }},
      {"after an objection it waits", "",
       [](Habits& habits) { habits.ends_after_objecting = false; }},
      {"what is wrong or disputed is rejected as soon as it can be seen", "",
       [](Habits& habits) {
         habits.accepts = [](const Arrival& close) { return close.meaning == Meaning::close; };
         habits.objects = [](const Arrival& arrival) {
           return arrival.meaning != Meaning::nothing;
         };
       }},
      {"every answer is 1000", "", [](Habits& habits) { habits.answer = always_1000; }},
      {"every answer is without a code", "",
       [](Habits& habits) { habits.answer = [](const Arrival&) { return Bytes{}; }; }},
      {"the answer repeats the reason", "",
       [](Habits& habits) {
         habits.answer = [](const Arrival& close) {
           return close.has_code ? body_of(close.code, close.reason) : Bytes{};
         };
       }},
      {"the answer has a reason of its own", "",
       [](Habits& habits) { habits.answer = [](const Arrival&) { return body_of(1000, "bye"); }; }},
      {"disputed closes are rejected", "",
       [](Habits& habits) {
         habits.accepts = [](const Arrival& close) { return close.meaning == Meaning::close; };
       }},
      {"reasons are cut, and no code becomes 1000", "",
       [](Habits& habits) { habits.grant = cut_where_a_code_point_ends; }},
      {"a code that nobody sends becomes 1011, and is refused when all is over", "",
       [](Habits& habits) {
         habits.regrets = [](const Wish& wish) {
           return wish.code == 1006 || wish.code.value_or(1000) < 1000;
         };
         habits.grant = [regrets = habits.regrets](const Wish& wish) {
           return regrets(wish) ? body_of(1011) : cut_where_a_code_point_ends(wish);
         };
       }},
      {"every wish is refused", "",
       [](Habits& habits) { habits.grant = [](const Wish&) { return std::nullopt; }; }},
      {"the application is told nothing", "",
       [](Habits& habits) { habits.at_the_end = [](Seen& seen) { seen.told.clear(); }; }},
      {"the application is told that it is over, and no more", "",
       [](Habits& habits) { habits.at_the_end = [](Seen& seen) { seen.told = {Told{}}; }; }},
      {"the application is told 0 where there is no code", "",
       [](Habits& habits) {
         habits.at_the_end = [](Seen& seen) {
           unsigned& code = *seen.told[0].code;
           if (code == 1005 || code == 1006) code = 0;
         };
       }},
      {"the application is told 1000 where there is no code", "",
       [](Habits& habits) {
         habits.at_the_end = [](Seen& seen) {
           unsigned& code = *seen.told[0].code;
           if (code == 1005) code = 1000;
         };
       }},
      {"where there is no reason the code is described", "",
       [](Habits& habits) {
         habits.grant = [](const Wish& wish) {
           const auto body = cut_where_a_code_point_ends(wish);
           const bool is_bare = body && body->size() == 2 && wish.reason.empty();
           return is_bare && wish.code ? body_of(*wish.code, "in a word") : body;
         };
         habits.at_the_end = [](Seen& seen) {
           if (seen.told[0].reason == "") seen.told[0].reason = "in a word";
         };
       }},
      {"nothing is known of its transport", "",
       [](Habits& habits) { habits.at_the_end = [](Seen& seen) { seen.has_ended.reset(); }; }},
      {"nothing follows what is wrong, and nothing is known of its transport", "",
       [](Habits& habits) {
         habits.objection = [](const Arrival&) { return std::nullopt; };
         habits.ends_after_objecting = false;
         habits.at_the_end = [](Seen& seen) { seen.has_ended.reset(); };
       }},
      {"what is wrong is answered late, after a late pong, with 1000", "",
       [](Habits& habits) {
         habits.objects = [](const Arrival&) { return false; };
         habits.pong = [](const Bytes&) { return Bytes{'!'}; };
         habits.answer = always_1000;
         habits.at_the_end = [](Seen& seen) {
           seen.has_ended.reset();
           seen.told[0] = {{}, {}, seen.told[0].clean};
         };
       }},
      {"a wrong answer to its own close is answered with 1002, and its code told",
       "sends_one_close_at_most",
       [](Habits& habits) {
         habits.sends_two_closes = true;
         habits.tells = what_it_said;
       }},
      {"a wrong answer to its own close ends it, and the code asked for is told", "",
       [](Habits& habits) {
         habits.grant = cut_where_a_code_point_ends;
         habits.tells = its_own_code;
       }},
      {"nobody can ask it to close, and the code of what it rejects is told", "",
       [](Habits& habits) {
         habits.can_be_asked = [](const Wish&) { return false; };
         habits.tells = what_it_said;
       }},
      {"a client ends the transport first", "",
       [](Habits& habits) { habits.client_ends_first = true; }},
      {"after its own close it ends the transport", "",
       [](Habits& habits) { habits.ends_after_its_wish = true; }},
      {"a late pong follows its close", "",
       [](Habits& habits) {
         habits.frame = [](Role role, const Bytes& body) {
           Bytes frames = frame_of_close(role, body);
           const Bytes pong = our_frame(other_than(role), 0x8A, Bytes{'!'});
           frames.insert(frames.end(), pong.begin(), pong.end());
           return frames;
         };
       }},
  };
  return all;
}

}  // namespace closeframe::props::dialogue
