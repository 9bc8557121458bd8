// SPDX-License-Identifier: Apache-2.0
// How long anybody is waited for. No verdict rests on it: who takes longer hangs, and is asked
// again, alone, before that is said of them.
#pragma once

#include <chrono>

namespace closeframe::peers {

using Clock = std::chrono::steady_clock;

inline constexpr std::chrono::seconds to_start{30};
inline constexpr std::chrono::seconds to_open{5};
inline constexpr std::chrono::seconds to_answer{5};
inline constexpr std::chrono::seconds to_answer_while_others_do{1};
inline constexpr std::chrono::seconds to_show_a_habit{1};
inline constexpr std::chrono::seconds to_stop{10};
inline constexpr std::chrono::seconds to_come_by_itself{60};

/// Before somebody is asked to do something else meanwhile.
inline constexpr std::chrono::milliseconds for_who_is_slow{5};

/// Some do not read on once they have sent a close.
inline constexpr std::chrono::milliseconds for_who_need_not_read{50};

}  // namespace closeframe::peers
