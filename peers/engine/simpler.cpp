// SPDX-License-Identifier: Apache-2.0
#include "simpler.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "script.hpp"

namespace closeframe::peers {
namespace {

constexpr std::size_t code_size = 2;

bool is_close(const Part& part) {
  return part.kind == Part::Kind::frame && (part.frame.first & 0x0F) == 8;
}

/// The text of a part: a reason, or what another frame carries.
Input text_of(const Part& part) {
  if (part.kind == Part::Kind::wish) return part.reason;
  if (part.kind != Part::Kind::frame) return {};
  const Input payload = part.frame.payload;
  return is_close(part) ? payload.subspan(std::min(code_size, payload.size())) : payload;
}

/// Where the code points of a text begin, or what would be one; and its end.
std::vector<std::size_t> code_points_of(Input text) {
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i == 0 || (text[i] & 0xC0) != 0x80) begins.push_back(i);
  begins.push_back(text.size());
  return begins;
}

/// A part whose text is without the bytes in [begin, begin + size). Cuts behind them move along.
Part without_text(Part part, std::size_t begin, std::size_t size) {
  const auto remove = [&](Bytes& from, std::size_t at) {
    const auto first = from.begin() + static_cast<std::ptrdiff_t>(at);
    from.erase(first, first + static_cast<std::ptrdiff_t>(size));
  };
  if (part.kind == Part::Kind::wish) {
    remove(part.reason, begin);
    return part;
  }
  const std::size_t at = begin + (is_close(part) ? code_size : 0);
  remove(part.frame.payload, at);
  const std::size_t in_frame = part.frame.header_size() + at;
  for (std::size_t& cut : part.cuts)
    if (cut > in_frame) cut = std::max(in_frame, cut > size ? cut - size : 0);
  return part;
}

/// A part with this text.
Part with_text(const Part& part, std::string_view text) {
  Part other = part;
  if (!text_of(part).empty()) other = without_text(part, 0, text_of(part).size());
  if (part.kind != Part::Kind::wish && part.kind != Part::Kind::frame) return other;
  Bytes& to = part.kind == Part::Kind::wish ? other.reason : other.frame.payload;
  for (const char c : text) to.push_back(static_cast<std::uint8_t>(c));
  return other;
}

/// What most bugs need of a text is in one of these: nothing, a letter, one of two bytes, no UTF-8.
constexpr std::string_view plain_texts[] = {"", "a", "\xC3\xA9", "\xFF"};

/// Makes simpler scripts of one, and keeps what differs from it.
class Simplifier {
 public:
  explicit Simplifier(Input input) : script_(Script::from(input)), input_(script_.input()) {
    // A detour of the format that the script has no words for is gone in any case.
    if (!std::ranges::equal(input_, input)) found_.push_back(input_);
  }

  std::vector<Bytes> all() && {
    each_part([this](std::size_t i, const Part& part) { shorten_much(i, part); });
    drop_parts();
    drop_cuts();
    each_part([this](std::size_t i, const Part& part) { make_plain(i, part); });
    each_part([this](std::size_t i, const Part& part) { shorten_little(i, part); });
    return std::move(found_);
  }

 private:
  template <class Visit>
  void each_part(Visit visit) {
    for (std::size_t i = 0; i < script_.parts.size(); ++i) visit(i, script_.parts[i]);
  }

  void keep(const Script& script) {
    Bytes input = script.input();
    if (input != input_) found_.push_back(std::move(input));
  }

  void replace(std::size_t i, Part part) {
    Script script = script_;
    script.parts[i] = std::move(part);
    keep(script);
  }

  void shorten_much(std::size_t i, const Part& part) {
    const std::size_t size = text_of(part).size();
    for (const std::string_view text : plain_texts)
      if (text.size() < size) replace(i, with_text(part, text));
    const std::vector<std::size_t> begins = code_points_of(text_of(part));
    const std::size_t middle = size < 2 ? 0 : begins[(begins.size() - 1) / 2];
    if (middle != 0) {
      replace(i, without_text(part, middle, size - middle));
      replace(i, without_text(part, 0, middle));
    }
    if (part.kind == Part::Kind::message && part.message_size > 128) {
      Part smaller = part;
      smaller.message_size = 128;
      replace(i, smaller);
      smaller.message_size = part.message_size / 256 * 128;
      if (smaller.message_size != 0) replace(i, smaller);
    }
  }

  void shorten_little(std::size_t i, const Part& part) {
    const std::size_t size = text_of(part).size();
    const std::vector<std::size_t> begins = code_points_of(text_of(part));
    for (std::size_t k = begins.size(); k-- > 1;)
      replace(i, without_text(part, begins[k - 1], begins[k] - begins[k - 1]));
    if (size > 1) replace(i, without_text(part, size - 1, 1));
    if (size > 1) replace(i, without_text(part, 0, 1));
    if (part.frame.missing_size != 0) {
      Part whole = part;
      whole.frame.missing_size = 0;
      replace(i, whole);
    }
    if (part.kind == Part::Kind::message && part.message_size > 128) {
      Part smaller = part;
      smaller.message_size -= 128;
      replace(i, smaller);
    }
    if (part.kind == Part::Kind::bytes && part.bytes.size() > 1) {
      Part smaller = part;
      smaller.bytes.resize(part.bytes.size() / 2);
      replace(i, smaller);
      smaller.bytes.assign(part.bytes.begin(), part.bytes.end() - 1);
      replace(i, smaller);
    }
  }

  void drop_parts() {
    const std::size_t count = script_.parts.size();
    for (std::size_t size = count / 2; size > 1; size /= 2)
      for (std::size_t begin = count; begin >= size; begin -= size) drop(begin - size, size);
    for (std::size_t i = count; i > 0; --i) drop(i - 1, 1);
  }

  void drop(std::size_t begin, std::size_t count) {
    Script script = script_;
    const auto first = script.parts.begin() + static_cast<std::ptrdiff_t>(begin);
    script.parts.erase(first, first + static_cast<std::ptrdiff_t>(count));
    keep(script);
  }

  void drop_cuts() {
    Script uncut = script_;
    for (Part& part : uncut.parts) part.cuts.clear();
    keep(uncut);
    each_part([this](std::size_t i, const Part& part) {
      for (std::size_t cut = 0; cut < part.cuts.size(); ++cut) {
        Part joined = part;
        joined.cuts.erase(joined.cuts.begin() + static_cast<std::ptrdiff_t>(cut));
        replace(i, joined);
      }
    });
  }

  void make_plain(std::size_t i, const Part& part) {
    const std::size_t size = text_of(part).size();
    for (const char letter : {'a', '\xFF'}) replace(i, with_text(part, std::string(size, letter)));
    Part plain = part;
    if (part.code) plain.code = 1000;
    if (is_close(part) && part.frame.payload.size() >= code_size) {
      plain.frame.payload[0] = 1000 >> 8;
      plain.frame.payload[1] = 1000 & 0xFF;
    }
    replace(i, plain);
    plain = part;
    if (part.frame.key) plain.frame.key = std::array<std::uint8_t, 4>{};
    replace(i, plain);
  }

  Script script_;
  Bytes input_;
  std::vector<Bytes> found_;
};

}  // namespace

std::vector<Bytes> simpler_than(Input input) { return Simplifier(input).all(); }

}  // namespace closeframe::peers
