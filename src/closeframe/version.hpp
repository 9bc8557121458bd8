// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// The first of the version's three numbers. The build and the packages read them here.
#define CLOSEFRAME_VERSION_MAJOR 0
/// The second.
#define CLOSEFRAME_VERSION_MINOR 1
/// The third.
#define CLOSEFRAME_VERSION_PATCH 0

/// The version as one number that grows, as in `#if CLOSEFRAME_VERSION >= 10200` for 1.2.0.
#define CLOSEFRAME_VERSION \
  (CLOSEFRAME_VERSION_MAJOR * 10000 + CLOSEFRAME_VERSION_MINOR * 100 + CLOSEFRAME_VERSION_PATCH)

#define CLOSEFRAME_DETAIL_TEXT_OF(number) #number
#define CLOSEFRAME_DETAIL_JOINED(major, minor, patch) \
  CLOSEFRAME_DETAIL_TEXT_OF(major)                    \
  "." CLOSEFRAME_DETAIL_TEXT_OF(minor) "." CLOSEFRAME_DETAIL_TEXT_OF(patch)

namespace closeframe {

/// The version of the codec, as in "1.2.0": that of the headers that were compiled.
inline constexpr std::string_view version = CLOSEFRAME_DETAIL_JOINED(
    CLOSEFRAME_VERSION_MAJOR, CLOSEFRAME_VERSION_MINOR, CLOSEFRAME_VERSION_PATCH);

}  // namespace closeframe

#undef CLOSEFRAME_DETAIL_TEXT_OF
#undef CLOSEFRAME_DETAIL_JOINED
