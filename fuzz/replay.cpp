// SPDX-License-Identifier: Apache-2.0
// A main() for a fuzz target without an engine: runs it on files that are there already, under
// any compiler. Strict: what it was told to run and could not is a failure.
#include <algorithm>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

constexpr std::string_view usage =
    "usage: replay_<target> FILE|FOLDER...\n"
    "Runs the fuzz target on each file, and on each file of each folder, in the order of their\n"
    "names. Ignores -flag=value, so that an engine's command line works here too.\n"
    "Exit status: 0 all ran, 1 nothing ran or something could not be run; a broken property\n"
    "aborts.\n";

std::vector<fs::path> files_of(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(path))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::ranges::sort(files);
  if (files.empty()) throw std::runtime_error(path.string() + " holds no file");
  return files;
}

void run(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  const std::string input{std::istreambuf_iterator<char>(file), {}};
  if (file.bad() || fs::is_directory(path))
    throw std::runtime_error("cannot read " + path.string());
  const auto* data = reinterpret_cast<const std::uint8_t*>(input.data());
  // Named before, because a broken property aborts.
  std::clog << path.string() << '\n';
  if (LLVMFuzzerTestOneInput(data, input.size()) != 0)
    throw std::runtime_error("the target did not return 0 for " + path.string());
}

}  // namespace

int main(int argc, char** argv) try {
  std::size_t count = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--help") {
      std::cout << usage;
      return 0;
    }
    if (argument.starts_with('-') && argument.find('=') != argument.npos) continue;
    for (const auto& file : files_of(argument)) {
      run(file);
      ++count;
    }
  }
  if (count == 0) throw std::runtime_error("no input; see --help");
  std::cout << count << " inputs ran\n";
  return 0;
} catch (const std::exception& error) {
  std::cerr << "replay: " << error.what() << '\n';
  return 1;
}
