// SPDX-License-Identifier: Apache-2.0
// The shapes of input that properties quantify over. Each is a view: the bytes belong to whoever
// made it. Each is read from an *input*, the bytes of a corpus file, by `from`, which accepts every
// input; `append_input` writes one; `view` is the member that looks at the caller's bytes.
#pragma once

#include "shapes/body.hpp"
#include "shapes/bytes.hpp"
#include "shapes/close_request.hpp"
#include "shapes/conversation.hpp"
#include "shapes/dialogue.hpp"
#include "shapes/text.hpp"
#include "shapes/wire.hpp"

namespace closeframe::props {

template <class... Shape>
struct ShapeList {};

/// Every shape there is.
using Shapes = ShapeList<shapes::Body, shapes::CloseRequest, shapes::Text, shapes::Wire,
                         shapes::Conversation, shapes::Dialogue>;

/// Calls `visit.template operator()<Shape>()` for every shape, in order.
template <class Visit, class... Shape>
constexpr void for_each_shape(Visit visit, ShapeList<Shape...>) {
  (visit.template operator()<Shape>(), ...);
}

template <class Visit>
constexpr void for_each_shape(Visit visit) {
  for_each_shape(visit, Shapes{});
}

}  // namespace closeframe::props
