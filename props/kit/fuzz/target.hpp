// SPDX-License-Identifier: Apache-2.0
// What every fuzz target does with its input.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <ranges>
#include <string_view>

#include "catalogue/shape.hpp"
#include "engines/explanation.hpp"
#include "fuzz/last_input.hpp"
#include "properties/property.hpp"
#include "shapes/bytes.hpp"

namespace closeframe::fuzz {

using namespace std::string_view_literals;

#if defined(__has_feature)
inline constexpr bool under_msan = __has_feature(memory_sanitizer);
#if __has_feature(address_sanitizer)
#define CLOSEFRAME_UNDER_ASAN
extern "C" int __asan_address_is_poisoned(const volatile void* address);
#endif
#else
inline constexpr bool under_msan = false;
#endif

/// Says on standard error which property the case breaks, and aborts. What broke comes first, and
/// by the C library: MSan takes a std::string for uninitialized where the standard library is not
/// instrumented, and so there is no explanation of the input under MSan.
template <class Shape>
[[noreturn]] void fail(const props::Property<Shape>& property, const props::Case<Shape>& one) {
  const auto print = [](std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
  };
  for (const std::string_view text :
       {"BROKEN PROPERTY "sv, Shape::name, "."sv, property.name, "\n  claim      "sv,
        property.claim, "\n  clause     "sv, property.clause, "\n"sv})
    print(text);
  if constexpr (!under_msan) print(explain(one));
  std::abort();
}

/// Whether `input` is the one on which every build must fail, the file fuzz/canary. By its size,
/// which costs other inputs nothing, and two hashes of 32 bits: no engine comes upon it, and none
/// is led to it by what its comparisons would tell.
#if defined(__clang__)
[[clang::no_sanitize("coverage"), gnu::noinline]]
#endif
inline bool is_canary(props::Input input) {
  return input.size() == 58 && props::hash_of(input) == 0x9BF9E1C8 &&
         props::hash_of(std::views::reverse(input)) == 0x8E0072E6;
}

/// Not true of the canary: so script/check-build sees that a build's properties are alive.
template <class Shape>
inline constexpr props::Property<Shape> canary{"canary", nullptr, props::policy, props::invariant,
                                               "no input is the canary"};

/// Whether a sanitizer sees a byte read too many where `input` lies, as it does where libFuzzer
/// puts it.
inline bool is_guarded([[maybe_unused]] props::Input input) {
#ifdef CLOSEFRAME_UNDER_ASAN
  return __asan_address_is_poisoned(input.data() + input.size()) != 0;
#else
  return false;
#endif
}

/// Reads `input` as a `Shape` and checks every property of it. Not an `assert`: it checks under
/// NDEBUG too.
template <class Shape>
void check_properties(props::Input input) {
  const auto one = props::case_from<Shape>(input);
  const auto check = [&](const props::Property<Shape>& property, bool holds) {
    if (!holds) fail(property, one);
  };
  for (const auto& property : props::properties<Shape>) check(property, property.holds(one));
  check(canary<Shape>, !is_canary(input));
}

/// The same of an input that may lie anywhere: where no sanitizer would see a byte read too many,
/// of a copy on the heap of exactly its size. Always 0, as engines ask.
template <class Shape>
int check_every_property(props::Input input) {
  LastInput<Shape>::keep(input);
  if (is_guarded(input)) {
    check_properties<Shape>(input);
  } else {
    const auto copy = std::make_unique_for_overwrite<std::uint8_t[]>(input.size());
    std::ranges::copy(input, copy.get());
    check_properties<Shape>({copy.get(), input.size()});
  }
  return 0;
}

}  // namespace closeframe::fuzz
