// SPDX-License-Identifier: Apache-2.0
// An input in words: for whoever has to understand a counterexample. Each shape and each verdict
// has its `in_words`, in the namespace of its type.
#pragma once

#include <string>

#include "cases/case.hpp"
#include "shapes/words.hpp"

// Not counted as code to be covered: whoever fuzzes comes here once, to abort.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)
#endif

namespace closeframe::props {

/// The input as hex, what it is, what the codec and what the reference say of it, in lines.
template <class Shape>
std::string explain(const Case<Shape>& one) {
  std::string text =
      "  input      " + hex(to_input<Shape>(one)) + "\n  which is   " + in_words(one) + "\n";
  if constexpr (requires { one.verdict; })
    text +=
        "  codec      " + in_words(one.verdict) + "\n  reference  " + in_words(one.expected) + "\n";
  return text;
}

/// The same of what can be said without asking the codec, which may break on this input.
template <class Shape>
std::string explain_without_codec(const Shape& shape) {
  std::string text =
      "  input      " + hex(to_input<Shape>(shape)) + "\n  which is   " + in_words(shape) + "\n";
  if constexpr (requires { Case<Shape>::reference_says(shape); })
    text += "  reference  " + in_words(reference_says(shape)) + "\n";
  return text;
}

}  // namespace closeframe::props

#ifdef __clang__
#pragma clang attribute pop
#endif
