// SPDX-License-Identifier: Apache-2.0
#include "catalogue/close_request.hpp"

#include "engines/one_shape.hpp"
#include "generators/close_request.hpp"
#include "generators/close_request_domains.hpp"

template closeframe::props::ShapeEngines
closeframe::props::engines_of_shape<closeframe::props::shapes::CloseRequest>();
