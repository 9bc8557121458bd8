// SPDX-License-Identifier: Apache-2.0
#include "catalogue/body.hpp"

#include "engines/one_shape.hpp"
#include "generators/body.hpp"
#include "generators/body_domains.hpp"

template closeframe::props::ShapeEngines
closeframe::props::engines_of_shape<closeframe::props::shapes::Body>();
