// SPDX-License-Identifier: Apache-2.0
#include "engines/compile_time.hpp"

#include "catalogue.hpp"

static_assert(closeframe::props::check_shapes(closeframe::props::Shapes{}));
