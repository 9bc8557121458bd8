// SPDX-License-Identifier: Apache-2.0
#include "catalogue/text.hpp"

#include "engines/one_shape.hpp"
#include "generators/text.hpp"
#include "generators/text_domains.hpp"

template closeframe::props::ShapeEngines
closeframe::props::engines_of_shape<closeframe::props::shapes::Text>();
