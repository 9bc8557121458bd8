// SPDX-License-Identifier: Apache-2.0
// Faults to try the night itself with: codec and properties as hooks.patch leaves them ask here
// whether to fail, and how.
//
// Nothing fails without CLOSEFRAME_FAULT=PLACE:TRIGGER:KIND in the environment.
//   PLACE    codec, property, or start of the fuzz target's process
//   TRIGGER  rare: a close with code 3000 whose reason begins with "fault"; common: any with code
//            3000; every: all that is decoded; in-props: as common, in the program props alone
//   KIND     as `kinds` in faults.cpp has them
// A value that names none of these ends the process with status 99, so that none passes for a
// fault.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace closeframe::planted {

/// Where the codec has read a code and a reason.
void strike_codec(unsigned code, std::string_view reason) noexcept;

/// Where a property of the body `bytes` is evaluated; returns whether it is to say that it is
/// broken.
bool strike_property(std::span<const std::uint8_t> bytes);

/// The same of another property, which is broken only where the first one is.
bool strike_second_property(std::span<const std::uint8_t> bytes);

}  // namespace closeframe::planted
