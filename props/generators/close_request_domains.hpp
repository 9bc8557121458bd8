// SPDX-License-Identifier: Apache-2.0
// The domains of close requests.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "cases/close_request.hpp"
#include "generators/domain.hpp"

namespace closeframe::props {

/// Every code, with no reason, a good one, one that is not UTF-8 and one that is too long.
inline void codes(const Visit& visit) {
  const std::array<std::string_view, 4> reasons{"", "bye", "\xFF", reason_of_124};
  for (unsigned code = 0; code <= 0xFFFF; ++code)
    for (const auto reason : reasons)
      if (!visit(to_input(shapes::CloseRequest{static_cast<std::uint16_t>(code), reason}))) return;
}

template <>
inline constexpr auto domains<shapes::CloseRequest> = std::to_array<Domain>({
    {"worked examples", worked_examples<shapes::CloseRequest>},
    {"all 65,536 codes", codes},
});

}  // namespace closeframe::props
