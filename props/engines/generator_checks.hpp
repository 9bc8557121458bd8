// SPDX-License-Identifier: Apache-2.0
// The generators make what they claim to make, and so do their shrinks: judged by the reference.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "engines/report.hpp"
#include "generators/frames.hpp"
#include "generators/values.hpp"
#include "reference/close_frame.hpp"
#include "reference/endpoint.hpp"
#include "reference/utf8.hpp"

namespace closeframe::props {

/// Whether `claim` is true of `generated` and of its shrinks, down to `depth` steps; of each step
/// only the first few are followed.
template <class T, class Claim>
bool is_true_of(const rc::Shrinkable<T>& generated, Claim claim, int depth) {
  if (!claim(generated.value())) return false;
  auto shrinks = generated.shrinks();
  for (int i = 0; depth > 0 && i < 4; ++i) {
    const auto shrink = shrinks.next();
    if (!shrink) break;
    if (!is_true_of(*shrink, claim, depth - 1)) return false;
  }
  return true;
}

/// Tries `claim` on 500 values of `generator` and on their shrinks.
template <class T, class Claim>
void check_generator(std::string_view what, const rc::Gen<T>& generator, Claim claim,
                     std::uint64_t seed, Report& report) {
  rc::Random random(seed ^ hash_of(what));
  bool holds = true;
  for (int size = 0; holds && size < 500; ++size)
    holds = is_true_of(generator(random.split(), size % (rc::kNominalSize + 1)), claim, 3);
  report.line(holds, "generator: " + std::string(what) + ", and so are its shrinks");
}

inline void check_generators(std::uint64_t seed, Report& report) {
  const auto is_code = [](bool allowed) {
    return [allowed](std::uint16_t code) { return reference::is_allowed_on_wire(code) == allowed; };
  };
  check_generator("a code for the wire is allowed there", generators::code(true), is_code(true),
                  seed, report);
  check_generator("a code not for the wire is not allowed there", generators::code(false),
                  is_code(false), seed, report);
  check_generator(
      "a valid text is UTF-8 of at most 123 bytes", generators::valid_text(123),
      [](const std::string& text) { return reference::is_utf8(text) && text.size() <= 123; }, seed,
      report);
  check_generator(
      "a corrupted text is not UTF-8 and at most 123 bytes", generators::corrupted_text(123),
      [](const std::string& text) { return !reference::is_utf8(text) && text.size() <= 123; }, seed,
      report);
  check_generator(
      "a frame of another kind is whole and no close", generators::other_frame(Role::client),
      [](const Bytes& frame) {
        return frame[0] % 16 != 8 && reference::frame_size(frame) == frame.size();
      },
      seed, report);
  check_generator(
      "an unfinished frame is not whole and no close", generators::unfinished_frame(Role::client),
      [](const Bytes& frame) { return frame[0] % 16 != 8 && !reference::frame_size(frame); }, seed,
      report);
  check_generator(
      "a wrong frame is no close, and wrong", generators::wrong_frame(Role::client),
      [](const Bytes& frame) {
        return frame[0] % 16 != 8 && reference::header_fault(frame, true) != reference::Fault::none;
      },
      seed, report);
}

}  // namespace closeframe::props
