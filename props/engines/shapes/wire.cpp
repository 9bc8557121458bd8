// SPDX-License-Identifier: Apache-2.0
#include "catalogue/wire.hpp"

#include "engines/one_shape.hpp"
#include "generators/wire.hpp"
#include "generators/wire_domains.hpp"

template closeframe::props::ShapeEngines
closeframe::props::engines_of_shape<closeframe::props::shapes::Wire>();
