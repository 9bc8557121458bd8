// SPDX-License-Identifier: Apache-2.0
// The seeds of a fuzz target, read from its folder.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "shapes/bytes.hpp"

namespace closeframe::props {

/// What is wrong with the corpus or with a file made from it, in a sentence for a person.
struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Seed {
  std::string name;
  Bytes bytes;
};

inline Bytes read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The seeds of `target`, in the order of their names. Throws where there is none, and `Wrong`
/// where one is not named as corpus/README.md says.
inline std::vector<Seed> read_seeds(const std::filesystem::path& corpus, std::string_view target) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789.-";
  std::vector<Seed> seeds;
  for (const auto& entry : std::filesystem::directory_iterator(corpus / target)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of(allowed) != name.npos)
      throw Wrong(entry.path().string() + ": a seed's name has only a-z, 0-9, '.' and '-'");
    seeds.push_back({name, read_bytes(entry.path())});
  }
  if (seeds.empty()) throw std::runtime_error((corpus / target).string() + " holds no seed");
  std::ranges::sort(seeds, {}, &Seed::name);
  return seeds;
}

}  // namespace closeframe::props
