// SPDX-License-Identifier: Apache-2.0
// The input that is being run, in a file: for when nothing can be said any more, as after SIGKILL.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "shapes/bytes.hpp"

namespace closeframe::fuzz {

#if defined(__clang__)
#define CLOSEFRAME_UNCOUNTED [[clang::no_sanitize("coverage")]]
#else
#define CLOSEFRAME_UNCOUNTED
#endif

/// Where CLOSEFRAME_LAST_INPUT names a file, that has each input before it is run, whatever ends
/// the process: it is mapped. It is as props --last-input writes it, the line "TARGET SHAPE SIZE"
/// and the bytes; SIZE begins with '-' while they are written. Engines do not count its edges.
template <class Shape>
class LastInput {
 public:
  CLOSEFRAME_UNCOUNTED static void keep(props::Input input) {
    static const LastInput one;
    if (one.bytes_ == nullptr || input.size() > room) return;
    char* const size = one.bytes_ - 9;  // eight digits and the end of the line
    size[0] = '-';
    std::ranges::copy(input, reinterpret_cast<unsigned char*>(one.bytes_));
    std::size_t rest = input.size();
    for (int place = 7; place > 0; --place, rest /= 10)
      size[place] = static_cast<char>('0' + rest % 10);
    size[0] = '0';
  }

 private:
  static constexpr std::size_t room = 1 << 19;

  CLOSEFRAME_UNCOUNTED LastInput() {
    const char* const path = std::getenv("CLOSEFRAME_LAST_INPUT");
    const int file = path ? open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
    if (file < 0) return;
    // Reserved: on a full disk a page without a place is a SIGBUS.
    void* const start = posix_fallocate(file, 0, 2 * room) == 0
                            ? mmap(nullptr, 2 * room, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
                            : MAP_FAILED;
    close(file);
    if (start == MAP_FAILED) return;
    const int head = std::snprintf(static_cast<char*>(start), room, "%.*s %.*s -0000000\n",
                                   static_cast<int>(Shape::target.size()), Shape::target.data(),
                                   static_cast<int>(Shape::name.size()), Shape::name.data());
    bytes_ = static_cast<char*>(start) + head;
  }

  char* bytes_ = nullptr;
};

}  // namespace closeframe::fuzz
