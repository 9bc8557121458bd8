// SPDX-License-Identifier: Apache-2.0
// How long anybody is waited for. No verdict rests on it: who takes longer hangs, and is asked
// again, alone, before that is said of them.
#pragma once

#include <chrono>

namespace closeframe::peers {

using Clock = std::chrono::steady_clock;

inline std::chrono::milliseconds to_start{30'000};
inline std::chrono::milliseconds to_open{5'000};
/// Between the 2 and the 5 seconds for which implementations themselves wait for each other: beside
/// an equal bound it would be a matter of chance who is first.
inline std::chrono::milliseconds to_answer{4'000};
inline std::chrono::milliseconds to_answer_while_others_do{1'000};
inline std::chrono::milliseconds to_show_a_habit{1'000};
inline std::chrono::milliseconds to_stop{10'000};
inline std::chrono::milliseconds to_come_by_itself{60'000};

/// Waits for only this much of all that, in a hundred: for tests of who hangs.
inline void have_patience(int percent) {
  for (auto* each : {&to_start, &to_open, &to_answer, &to_answer_while_others_do, &to_show_a_habit,
                     &to_stop, &to_come_by_itself})
    *each = *each * percent / 100;
}

/// Before somebody is asked to do something else meanwhile.
inline constexpr std::chrono::milliseconds for_who_is_slow{5};

/// For a second telling, which is waited for only where somebody was ever seen to tell twice.
inline constexpr std::chrono::milliseconds to_tell_again{25};

/// Some do not read on once they have sent a close.
inline constexpr std::chrono::milliseconds for_who_need_not_read{50};

}  // namespace closeframe::peers
