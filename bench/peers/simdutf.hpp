// SPDX-License-Identifier: Apache-2.0
// simdutf's validator and a copy: what the best vector code leaves to be won. Only where
// find_package(simdutf) finds it: Debian 12 has no package of it.
#pragma once

#include <simdutf.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "../workloads.hpp"

namespace closeframe::bench {

struct Simdutf {
  static constexpr const char* name = "simdutf";
  static constexpr const char* note = "UTF-8 and a copy; vector instructions; codes not checked";
  static constexpr bool checks_body = false;

  struct Copied {
    bool valid;
    std::uint8_t size;
    std::array<std::uint8_t, 125> bytes;
  };

  static Copied decode_body(const Bytes& body) {
    const auto* text = reinterpret_cast<const char*>(body.data());
    Copied to;
    to.size = static_cast<std::uint8_t>(body.size());
    to.valid = body.size() <= 2 || simdutf::validate_utf8(text + 2, body.size() - 2);
    std::memcpy(to.bytes.data(), body.data(), body.size());
    return to;
  }

  static bool check_utf8(std::string_view text) {
    return simdutf::validate_utf8(text.data(), text.size());
  }
};

}  // namespace closeframe::bench
