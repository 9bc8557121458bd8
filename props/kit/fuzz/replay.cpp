// SPDX-License-Identifier: Apache-2.0
// A main() for a fuzz target without an engine: runs it on files that are there already, under
// any compiler. Strict: what it was told to run and could not is a failure.
//
// It reads with the C library, because MSan follows that, and not the standard C++ library's
// object code.
#include <dirent.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr char usage[] =
    "usage: replay_<target> FILE|FOLDER...\n"
    "Runs the fuzz target on each file, and on each file below each folder, in the order of\n"
    "their names. Ignores -flag=value, so that an engine's command line works here too.\n"
    "Exit status: 0 all ran; 1 nothing ran, or something could not be; a broken property aborts.\n";

[[noreturn]] void fail(const char* what, const char* path) {
  std::fprintf(stderr, "replay: %s %s%s%s\n", what, path, errno ? ": " : "",
               errno ? std::strerror(errno) : "");
  std::exit(1);
}

std::vector<std::uint8_t> read(const char* path) {
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) fail("cannot open", path);
  std::vector<std::uint8_t> input;
  std::uint8_t buffer[4096];
  while (const std::size_t size = std::fread(buffer, 1, sizeof buffer, file))
    input.insert(input.end(), buffer, buffer + size);
  if (std::ferror(file) != 0) fail("cannot read", path);
  std::fclose(file);
  return input;
}

std::size_t run_file(const char* path) {
  const auto input = read(path);
  // Named before, because a broken property aborts.
  std::fprintf(stderr, "%s\n", path);
  errno = 0;
  if (LLVMFuzzerTestOneInput(input.data(), input.size()) != 0)
    fail("the target did not return 0 for", path);
  return 1;
}

std::size_t run(const char* path);

std::size_t run_folder(const char* path) {
  dirent** entries = nullptr;
  const int entry_count = scandir(path, &entries, nullptr, alphasort);
  if (entry_count < 0) fail("cannot list", path);
  std::size_t input_count = 0;
  for (int i = 0; i < entry_count; ++i) {
    char child[4096];
    const int size = std::snprintf(child, sizeof child, "%s/%s", path, entries[i]->d_name);
    if (size < 0 || static_cast<std::size_t>(size) >= sizeof child)
      fail("too long a path in", path);
    if (entries[i]->d_name[0] != '.') input_count += run(child);
    std::free(entries[i]);
  }
  std::free(entries);
  if (input_count == 0) fail("there is no file in", path);
  return input_count;
}

/// Runs the target on the file, or on the files below the folder, and says on how many.
std::size_t run(const char* path) {
  struct stat status{};
  if (stat(path, &status) != 0) fail("cannot find", path);
  return S_ISDIR(status.st_mode) ? run_folder(path) : run_file(path);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t input_count = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--help") == 0) return std::fputs(usage, stdout) < 0;
    const bool is_flag = argv[i][0] == '-' && std::strchr(argv[i], '=') != nullptr;
    if (!is_flag) input_count += run(argv[i]);
  }
  errno = 0;
  if (input_count == 0) fail("no input;", "see --help");
  std::printf("%zu inputs ran\n", input_count);
}
