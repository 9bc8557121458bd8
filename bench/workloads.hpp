// SPDX-License-Identifier: Apache-2.0
// What is measured on: kinds of close, many different ones of each, so that no branch predictor
// knows them by heart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace closeframe::bench {

using Bytes = std::vector<std::uint8_t>;

/// One close, as the operations take it.
struct Input {
  Bytes body;
  Bytes masked_frame;    ///< a client's
  Bytes unmasked_frame;  ///< a server's
  std::string reason;
};

/// What a close says: the answer that every implementation must come to.
struct Answer {
  bool accepted = false;
  unsigned code = 0;  ///< 0 where there is none
  std::string reason;

  friend bool operator==(const Answer&, const Answer&) = default;
};

struct Workload {
  std::string name;
  bool accepted;  ///< its closes may be sent
  bool has_text;  ///< its closes have a reason
  std::vector<Input> inputs;
};

/// The same closes in every run.
const std::vector<Workload>& workloads();

}  // namespace closeframe::bench
