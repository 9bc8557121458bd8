// SPDX-License-Identifier: Apache-2.0
// The same many times over: small frames, in every state of a message, and events.
#pragma once

#include <rapidcheck.h>

#include <closeframe/frame.hpp>
#include <cstdint>
#include <vector>

#include "generators/other_frames.hpp"
#include "generators/values.hpp"

namespace closeframe::props::generators {

/// `what`, `count` times over.
inline Bytes repeated(const Bytes& what, std::size_t count) {
  Bytes whole;
  whole.reserve(what.size() * count);
  for (; count != 0; --count) whole.insert(whole.end(), what.begin(), what.end());
  return whole;
}

/// How often: seldom, dozens of times, or about as often as a byte counts.
inline Gen<std::size_t> count_of_repetitions() {
  return rc::gen::weightedOneOf<std::size_t>({{4, uniform<std::size_t>(0, 3)},
                                              {4, uniform<std::size_t>(4, 40)},
                                              {1, uniform<std::size_t>(41, 130)},
                                              {1, uniform<std::size_t>(254, 257)}});
}

/// A frame, and then one or two others over and over: a message that does not end, a flood of
/// pings, messages that begin inside each other.
inline Gen<Bytes> many_small_frames(Role sender) {
  const auto frame = small_frame(sender);
  const auto again = rc::gen::oneOf(frame, rc::gen::map(rc::gen::pair(frame, frame), [](auto two) {
                                      return join({two.first, two.second});
                                    }));
  return rc::gen::map(rc::gen::tuple(frame, again, count_of_repetitions()), [](const auto& parts) {
    const auto& [first, pattern, count] = parts;
    return join({first, repeated(pattern, count)});
  });
}

}  // namespace closeframe::props::generators
