// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "properties/property.hpp"

namespace closeframe::props {

/// What the program `props` is asked for.
struct Options {
  std::string program;
  bool list = false;
  bool list_words = false;
  std::vector<std::string> only;
  std::vector<std::string> engines{"random", "exhaustive"};
  std::uint64_t case_count = 1000;
  std::uint64_t seed = 1;
  bool random_seed = false;
  bool nightly = false;
  std::filesystem::path counterexample_dir = "counterexamples";
  std::filesystem::path last_input_path;

  bool runs(std::string_view engine) const {
    return std::ranges::find(engines, engine) != engines.end();
  }

  template <class Shape>
  bool selects(const Property<Shape>& property) const {
    return only.empty() || std::ranges::any_of(only, [&](const std::string& name) {
             return name == property.name || name == id_of(property) || name == Shape::name;
           });
  }
};

}  // namespace closeframe::props
