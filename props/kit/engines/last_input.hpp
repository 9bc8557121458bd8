// SPDX-License-Identifier: Apache-2.0
// The input that is being checked, in a file: for when a property takes the whole process with it.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "shapes/bytes.hpp"

namespace closeframe::props {

/// Keeps each input before it is checked, at the price of copying it: the file is mapped, and so
/// has it whatever ends the process. It begins with the line "TARGET SHAPE SIZE", SIZE being 8
/// decimal digits, after which come the SIZE bytes of the input; what follows them means nothing.
/// While it is being written the first digit is '-'. It is empty where there is no such input.
class LastInput {
 public:
  /// Throws std::system_error where the file cannot be written.
  explicit LastInput(const std::filesystem::path& path)
      : path_(path), file_(open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    // Reserved, not only made that long: on a full disk a page without a place is a SIGBUS.
    const int why = file_ < 0 ? errno : posix_fallocate(file_, 0, file_size);
    if (why != 0)
      throw std::system_error(why, std::generic_category(), "cannot write " + path.string());
    void* start = mmap(nullptr, file_size, PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0);
    if (start == MAP_FAILED)
      throw std::system_error(errno, std::generic_category(), "cannot map " + path.string());
    map_ = {static_cast<char*>(start), file_size};
  }
  LastInput(const LastInput&) = delete;
  LastInput& operator=(const LastInput&) = delete;
  ~LastInput() {
    munmap(map_.data(), map_.size());
    close(file_);
  }

  /// Throws std::length_error where the input is longer than any that a generator makes.
  template <class Shape>
  void keep(Input input) {
    if (shape_ != Shape::name) begin(Shape::target, Shape::name);
    if (input.size() > bytes_.size()) throw std::length_error("an input that cannot be kept");
    size_[0] = '-';
    std::atomic_signal_fence(std::memory_order_seq_cst);
    std::ranges::copy(as_text(input), bytes_.begin());
    std::size_t rest = input.size();
    for (std::size_t place = size_.size(); place-- > 1; rest /= 10)
      size_[place] = static_cast<char>('0' + rest % 10);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    size_[0] = '0';
  }

  /// All that was to be checked has been: empties the file.
  void finish() { std::filesystem::resize_file(path_, 0); }

 private:
  static constexpr std::size_t file_size = 1 << 16;

  void begin(std::string_view target, std::string_view shape) {
    const std::string line = std::string(target) + " " + std::string(shape) + " -0000000\n";
    std::ranges::copy(line, map_.begin());
    size_ = map_.subspan(line.size() - 9, 8);
    bytes_ = map_.subspan(line.size());
    shape_ = shape;
  }

  std::filesystem::path path_;
  int file_;
  std::span<char> map_;
  std::string_view shape_;
  std::span<char> size_;
  std::span<char> bytes_;
};

}  // namespace closeframe::props
