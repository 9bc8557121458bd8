// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidcheck.h>

#include <array>
#include <cstdint>
#include <vector>

#include "cases/text.hpp"
#include "generators/classes.hpp"
#include "generators/input.hpp"
#include "generators/values.hpp"
#include "reference/utf8.hpp"

namespace closeframe::props::generators {

using shapes::Text;

template <>
inline constexpr auto classes<Text> = std::to_array<Class<Text>>({
    {"UTF-8", 30, [](const Case<Text>& text) { return text.expected.is_utf8; }},
    {"not UTF-8", 20, [](const Case<Text>& text) { return !text.expected.is_utf8; }},
    {"fits", 20, [](const Case<Text>& text) { return text.bytes.size() <= text.max_size; }},
    {"must be cut", 30, [](const Case<Text>& text) { return text.bytes.size() > text.max_size; }},
    {"limit inside a code point", 5,
     [](const Case<Text>& text) {
       return text.expected.is_utf8 && !reference::is_utf8(text.bytes.substr(0, text.max_size));
     }},
});

template <>
inline Gen<Bytes> input<Text>() {
  const auto text = rc::gen::weightedOneOf<Bytes>({{5, rc::gen::map(valid_text(200), to_bytes)},
                                                   {4, rc::gen::map(corrupted_text(200), to_bytes)},
                                                   {1, noise()}});
  const auto limited = rc::gen::mapcat(text, [](const Bytes& bytes) {
    const auto size = static_cast<std::uint8_t>(bytes.size());
    const auto limit = rc::gen::weightedOneOf<std::uint8_t>(
        {{3, uniform<std::uint8_t>(0, size)},
         {1, uniform<std::uint8_t>(0, 255)},
         {1, one_of(std::vector<std::uint8_t>{0, 1, 123, 255})}});
    return rc::gen::map(limit,
                        [bytes](std::uint8_t max_size) { return join({{max_size}, bytes}); });
  });
  return rc::gen::weightedOneOf<Bytes>({{19, limited}, {1, worked_example<Text>()}});
}

}  // namespace closeframe::props::generators
