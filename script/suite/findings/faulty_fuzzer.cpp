// SPDX-License-Identifier: Apache-2.0
// A fuzz target that breaks in the way that the first byte of its input asks for; compiled by
// repro_e2e.py. Its functions are called as if they were the codec's, so that they are named.
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>

namespace closeframe {

volatile std::uint64_t sink;
char* volatile kept;

[[gnu::noinline]] void spin(unsigned byte) {
  for (unsigned i = 0; i < 100; ++i) sink = sink + byte;
}
[[gnu::noinline]] void spin_otherwise(unsigned byte) {
  for (unsigned i = 0; i < 100; ++i) sink = sink ^ byte;
}
[[gnu::noinline]] void loop_for_ever(unsigned byte) {
  for (;;) {
    spin(byte);
    spin_otherwise(byte);
  }
}
[[gnu::noinline]] unsigned call_odd(unsigned depth);
[[gnu::noinline]] unsigned call_even(unsigned depth) {
  volatile char room[100] = {};
  return call_odd(depth + 1) + static_cast<unsigned>(room[1]);
}
[[gnu::noinline]] unsigned call_odd(unsigned depth) {
  volatile char room[300] = {};
  return call_even(depth + 1) + static_cast<unsigned>(room[1]);
}
[[gnu::noinline]] void allocate(std::size_t size) {
  char* memory = static_cast<char*>(std::malloc(size));
  std::memset(memory, 1, size);
  kept = memory;
}

[[gnu::noinline]] void decode_body(const std::uint8_t* data, std::size_t size) {
  std::uint8_t* volatile nothing = nullptr;
  volatile int largest = 0x7FFFFFFF;
  switch (size == 0 ? 0 : data[0]) {
    case 'a': std::abort();
    case 'b': sink = data[size]; break;
    case 'e': std::exit(4);
    case 'h': loop_for_ever(data[0]); break;
    case 'k': std::raise(SIGKILL); break;
    case 'l': sink = reinterpret_cast<std::uintptr_t>(new int[3]); break;
    case 'm': allocate(std::size_t{3} << 30); break;
    case 'n': sink = *nothing; break;
    case 'q': _Exit(3);
    case 's': sink = call_even(0); break;
    case 'S': sink = call_odd(0); break;
    case 't': std::terminate();
    case 'u': sink = static_cast<unsigned>(largest + 1); break;
  }
}

}  // namespace closeframe

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  closeframe::decode_body(data, size);
  return 0;
}
