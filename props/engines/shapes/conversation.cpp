// SPDX-License-Identifier: Apache-2.0
#include "catalogue/conversation.hpp"

#include "engines/one_shape.hpp"
#include "generators/conversation.hpp"
#include "generators/conversation_domains.hpp"

template closeframe::props::ShapeEngines
closeframe::props::engines_of_shape<closeframe::props::shapes::Conversation>();
