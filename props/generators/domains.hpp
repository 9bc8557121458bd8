// SPDX-License-Identifier: Apache-2.0
// The domains of each shape that are small enough to try every member.
#pragma once

#include "generators/body_domains.hpp"
#include "generators/close_request_domains.hpp"
#include "generators/conversation_domains.hpp"
#include "generators/dialogue_domains.hpp"
#include "generators/text_domains.hpp"
#include "generators/wire_domains.hpp"
