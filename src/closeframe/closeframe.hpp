// SPDX-License-Identifier: Apache-2.0
// The whole codec. Each of these headers stands alone, too.
#pragma once

#include "body.hpp"
#include "close.hpp"
#include "close_finder.hpp"
#include "error.hpp"
#include "frame.hpp"
#include "handshake.hpp"
#include "mask.hpp"
#include "status_code.hpp"
#include "utf8.hpp"
#include "version.hpp"
