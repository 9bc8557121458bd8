// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidcheck.h>

#include <array>

#include "cases/body.hpp"
#include "generators/classes.hpp"
#include "generators/faults.hpp"
#include "generators/input.hpp"
#include "generators/values.hpp"
#include "reference/close_frame.hpp"

namespace closeframe::props::generators {

using reference::Fault;
using shapes::Body;

template <>
inline constexpr auto classes<Body> = std::to_array<Class<Body>>({
    {"accepted", 30, has_fault<Fault::none>},
    {"too long", 3, has_fault<Fault::length>},
    {"half a code", 1, has_fault<Fault::half_a_code>},
    {"code rejected", 10, has_fault<Fault::code>},
    {"not UTF-8", 10, has_fault<Fault::utf8>},
    {"0 bytes", 1, has_size<0, 0>},
    {"1 byte", 1, has_size<1, 1>},
    {"2 bytes", 2, has_size<2, 2>},
    {"124 bytes", 1, has_size<124, 124>},
    {"125 bytes", 3, has_size<125, 125>},
    {"126 bytes", 0.5, has_size<126, 126>},
});

template <>
inline Gen<Bytes> input<Body>() {
  return rc::gen::weightedOneOf<Bytes>({{19, code_and_reason()}, {1, worked_example<Body>()}});
}

}  // namespace closeframe::props::generators
