// SPDX-License-Identifier: Apache-2.0
#include "catalogue/dialogue.hpp"

#include "engines/one_shape.hpp"
#include "generators/dialogue.hpp"
#include "generators/dialogue_domains.hpp"

template closeframe::props::ShapeEngines
closeframe::props::engines_of_shape<closeframe::props::shapes::Dialogue>();
