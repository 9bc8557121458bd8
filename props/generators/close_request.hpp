// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidcheck.h>

#include <array>
#include <cstddef>

#include "cases/close_request.hpp"
#include "generators/classes.hpp"
#include "generators/faults.hpp"
#include "generators/input.hpp"
#include "generators/values.hpp"
#include "reference/close_frame.hpp"

namespace closeframe::props::generators {

using reference::Fault;
using shapes::CloseRequest;

template <std::size_t size>
bool has_reason_size(const Case<CloseRequest>& request) {
  return request.reason.size() == size;
}

template <>
inline constexpr auto classes<CloseRequest> = std::to_array<Class<CloseRequest>>({
    {"sendable", 30, has_fault<Fault::none>},
    {"no code", 1, [](const Case<CloseRequest>& request) { return !request.code; }},
    {"too long", 3, has_fault<Fault::length>},
    {"code refused", 10, has_fault<Fault::code>},
    {"not UTF-8", 10, has_fault<Fault::utf8>},
    {"reason of 0", 3, has_reason_size<0>},
    {"reason of 122", 0.5, has_reason_size<122>},
    {"reason of 123", 2, has_reason_size<123>},
    {"reason of 124", 0.5, has_reason_size<124>},
});

template <>
inline Gen<Bytes> input<CloseRequest>() {
  return rc::gen::weightedOneOf<Bytes>(
      {{19, code_and_reason()}, {1, worked_example<CloseRequest>()}});
}

}  // namespace closeframe::props::generators
