// SPDX-License-Identifier: Apache-2.0
// The shapes of input that properties quantify over. Each is a view: the bytes belong to whoever
// made it. Each is read from an *input*, the bytes of a corpus file, by `from`, which accepts every
// input; `append_input` writes one; `view` is the member that looks at the caller's bytes. The list
// of all of them, `Shapes`, is made of the manifest: see kit.cmake.
#pragma once

namespace closeframe::props {

template <class... Shape>
struct ShapeList {};

/// Calls `visit.template operator()<Shape>()` for every shape, in order.
template <class Visit, class... Shape>
constexpr void for_each_shape(Visit visit, ShapeList<Shape...>) {
  (visit.template operator()<Shape>(), ...);
}

}  // namespace closeframe::props
