// SPDX-License-Identifier: Apache-2.0
// The catalogue: all properties of every shape. Every engine reads it, or the part of one shape,
// and nothing else.
#pragma once

#include "catalogue/body.hpp"
#include "catalogue/close_request.hpp"
#include "catalogue/conversation.hpp"
#include "catalogue/dialogue.hpp"
#include "catalogue/text.hpp"
#include "catalogue/wire.hpp"
#include "shapes/all.hpp"
