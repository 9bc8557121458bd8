// SPDX-License-Identifier: Apache-2.0
// Dialogues that have a name: they are the same for each implementation, so that two can be
// compared.
#pragma once

#include <closeframe/frame.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "shapes/bytes.hpp"

namespace closeframe::peers {

struct NamedDialogue {
  std::string name;
  props::Bytes input;
};

/// Those that are written down here, for an endpoint of this role.
std::vector<NamedDialogue> table_of_dialogues(Role role);

/// The seeds of peers_fuzzer for an endpoint of this role, sorted by name. `corpus` holds a folder
/// for each fuzz target. Throws std::runtime_error where one cannot be read.
std::vector<NamedDialogue> seeds_of_dialogues(const std::filesystem::path& corpus, Role role);

/// The seeds of body_fuzzer and frame_fuzzer that can arrive at an endpoint of this role.
std::vector<NamedDialogue> seeds_that_arrive(const std::filesystem::path& corpus, Role role);

}  // namespace closeframe::peers
