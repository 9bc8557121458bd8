// SPDX-License-Identifier: Apache-2.0
// Masking keys: any, and those with a structure that a shortcut may take for another.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>

#include "generators/values.hpp"

namespace closeframe::props::generators {

enum class KeyKind : std::uint8_t {
  any,
  zero,
  of_equal_bytes,
  of_equal_halves,
  of_two_pairs,
  with_a_zero,
  of_the_body,  ///< whose first bytes are then zero on the wire
};

/// A key before it is known which body it masks.
struct KeyPlan {
  KeyKind kind;
  Bytes bytes;  ///< four
};

inline Bytes key_of(const KeyPlan& plan, const Bytes& body) {
  const Bytes& any = plan.bytes;
  switch (plan.kind) {
    case KeyKind::any: return any;
    case KeyKind::zero: return Bytes(4, 0);
    case KeyKind::of_equal_bytes: return Bytes(4, any[0]);
    case KeyKind::of_equal_halves: return {any[0], any[1], any[0], any[1]};
    case KeyKind::of_two_pairs: return {any[0], any[0], any[2], any[2]};
    case KeyKind::with_a_zero: break;
    case KeyKind::of_the_body:
      if (body.empty()) return any;
      return {body[0], body[1 % body.size()], body[2 % body.size()], body[3 % body.size()]};
  }
  Bytes key = any;
  key[any[0] % 4] = 0;
  return key;
}

inline Gen<KeyPlan> key_plan() {
  const auto kind = rc::gen::weightedElement<KeyKind>({{6, KeyKind::any},
                                                       {2, KeyKind::zero},
                                                       {1, KeyKind::of_equal_bytes},
                                                       {1, KeyKind::of_equal_halves},
                                                       {1, KeyKind::of_two_pairs},
                                                       {1, KeyKind::with_a_zero},
                                                       {2, KeyKind::of_the_body}});
  const auto bytes = rc::gen::container<Bytes>(4, uniform<std::uint8_t>(0, 255));
  return rc::gen::map(rc::gen::tuple(kind, bytes), [](const auto& parts) {
    const auto& [chosen, four] = parts;
    return KeyPlan{chosen, four};
  });
}

}  // namespace closeframe::props::generators
