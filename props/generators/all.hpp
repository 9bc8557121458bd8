// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "generators/body.hpp"
#include "generators/close_request.hpp"
#include "generators/conversation.hpp"
#include "generators/dialogue.hpp"
#include "generators/text.hpp"
#include "generators/wire.hpp"
