// SPDX-License-Identifier: Apache-2.0
// The classes of what has one fault.
#pragma once

#include "cases/case.hpp"
#include "reference/close_frame.hpp"

namespace closeframe::props::generators {

template <reference::Fault fault, class Shape>
bool has_fault(const Case<Shape>& one) {
  return one.expected.fault == fault;
}

}  // namespace closeframe::props::generators
