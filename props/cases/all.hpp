// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cases/body.hpp"
#include "cases/close_request.hpp"
#include "cases/conversation.hpp"
#include "cases/text.hpp"
#include "cases/wire.hpp"
#include "shapes/all.hpp"
