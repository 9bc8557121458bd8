// SPDX-License-Identifier: Apache-2.0
#include "processes.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace closeframe::peers {
namespace {

std::filesystem::path folder_of(pid_t process) { return "/proc/" + std::to_string(process); }

/// Those in a folder, one after the other; none where it is gone, or goes meanwhile.
template <class Function>
void for_each_in(const std::filesystem::path& folder, Function function) {
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
    function(entry->path());
}

}  // namespace

std::vector<pid_t> children_of(pid_t process) {
  std::vector<pid_t> children;
  // Each thread has those that it has started.
  for_each_in(folder_of(process) / "task", [&](const std::filesystem::path& thread) {
    std::ifstream file(thread / "children");
    for (pid_t child = 0; file >> child;) children.push_back(child);
  });
  return children;
}

std::vector<pid_t> processes_below(pid_t process) {
  std::vector<pid_t> found = children_of(process);
  for (std::size_t i = 0; i < found.size(); ++i)
    for (const pid_t child : children_of(found[i])) found.push_back(child);
  return found;
}

std::size_t socket_count_of(pid_t process) {
  std::size_t count = 0;
  for_each_in(folder_of(process) / "fd", [&](const std::filesystem::path& file) {
    std::error_code error;
    count += std::filesystem::read_symlink(file, error).string().starts_with("socket:");
  });
  return count;
}

std::size_t memory_size_of(pid_t process) {
  std::ifstream file(folder_of(process) / "status");
  std::size_t kib = 0;
  for (std::string line; std::getline(file, line);)
    for (const std::string_view part : {"RssAnon:", "RssShmem:", "VmSwap:"})
      if (line.starts_with(part)) kib += std::stoul(line.substr(part.size()));
  return kib * 1024;
}

}  // namespace closeframe::peers
