// SPDX-License-Identifier: Apache-2.0
// Random cases in files. RapidCheck makes them of the seed and the name of the property alone,
// whatever the codec is, so that they are made once for all mutants.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "shapes/bytes.hpp"

namespace closeframe::mutants {

using props::Bytes, props::Input;

inline Bytes read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  Bytes bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return bytes;
}

inline std::filesystem::path cases_path(const std::filesystem::path& folder,
                                        const std::string& seed, const std::string& property) {
  return folder / seed / property;
}

/// A file of cases: of each its size, in two bytes, and its bytes.
inline void append_case(Bytes& file, Input input) {
  if (input.size() > 0xFFFF) throw std::runtime_error("a case is too large for the file");
  file.push_back(static_cast<std::uint8_t>(input.size() >> 8));
  file.push_back(static_cast<std::uint8_t>(input.size() & 0xFF));
  file.insert(file.end(), input.begin(), input.end());
}

inline std::vector<Bytes> read_cases(const std::filesystem::path& folder, const std::string& seed,
                                     const std::string& property) {
  const Bytes file = read_file(cases_path(folder, seed, property));
  std::vector<Bytes> cases;
  for (std::size_t at = 0; at < file.size();) {
    const std::size_t size = static_cast<std::size_t>(file[at] << 8 | file[at + 1]);
    const Input input = Input(file).subspan(at + 2, size);
    cases.emplace_back(input.begin(), input.end());
    at += 2 + size;
  }
  if (cases.empty()) throw std::runtime_error("no cases for " + property);
  return cases;
}

}  // namespace closeframe::mutants
