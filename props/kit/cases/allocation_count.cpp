// SPDX-License-Identifier: Apache-2.0
#include "cases/allocation_count.hpp"

#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define CLOSEFRAME_SANITIZER_ALLOCATES
#endif
#endif

namespace {
thread_local std::size_t count = 0;
}

std::size_t closeframe::props::allocation_count() noexcept { return count; }

#ifdef CLOSEFRAME_SANITIZER_ALLOCATES

// These sanitizers check which `delete` goes with which `new`, so theirs must stay; they call this.
extern "C" void __sanitizer_malloc_hook(const volatile void*, std::size_t) { ++count; }

#else

// The array and nothrow forms of the library call this one.
void* operator new(std::size_t size) {
  ++count;
  if (void* memory = std::malloc(size != 0 ? size : 1)) return memory;
  throw std::bad_alloc();
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

#endif
