// SPDX-License-Identifier: Apache-2.0
#include "script.hpp"

#include <algorithm>
#include <utility>

namespace closeframe::peers {
namespace {

using props::Step;

constexpr std::size_t longest_piece = 63;  ///< that a step can hold, unless it is the last one

std::size_t read_number(Input bytes) {
  std::size_t number = 0;
  for (const auto byte : bytes) number = number << 8 | byte;
  return number;
}

/// What arrived without anything happening between, and where its pieces end.
struct Stream {
  Bytes bytes;
  std::vector<std::size_t> ends;

  /// Its parts: the frames and what is left, each with the cuts that fall into it.
  void append_to(std::vector<Part>& parts) && {
    Input rest = bytes;
    while (!rest.empty()) {
      const std::size_t begin = bytes.size() - rest.size();
      Part part;
      if (auto frame = take_frame(rest)) {
        part.kind = Part::Kind::frame;
        part.frame = std::move(*frame);
      } else {
        part.kind = Part::Kind::bytes;
        part.bytes.assign(rest.begin(), rest.end());
        rest = {};
      }
      for (const std::size_t end : ends)
        if (begin < end && end <= bytes.size() - rest.size()) part.cuts.push_back(end - begin);
      parts.push_back(std::move(part));
    }
    // Nothing can be cut behind the last byte.
    if (!ends.empty() && !parts.empty() && !parts.back().cuts.empty()) parts.back().cuts.pop_back();
  }
};

/// Writes the steps of a script.
class Writer {
 public:
  explicit Writer(Role role) : input_{static_cast<std::uint8_t>(role == Role::server ? 0x80 : 0)} {}

  void arrive(const Part& part) {
    const Bytes bytes = part.arriving();
    std::size_t begin = 0;
    for (const std::size_t cut : part.cuts) {
      if (cut <= begin || cut > bytes.size()) continue;
      append(piece_, Input(bytes).subspan(begin, cut - begin));
      end_piece(false);
      begin = cut;
    }
    append(piece_, Input(bytes).subspan(begin));
  }

  void do_step(const Part& part) {
    end_piece(false);
    switch (part.kind) {
      case Part::Kind::message:
        input_.push_back(static_cast<std::uint8_t>(0x80 | (part.message_size / 128 - 1)));
        break;
      case Part::Kind::wish:
        input_.push_back(part.code ? 0x40 : 0x41);
        if (!part.code) break;
        input_.push_back(static_cast<std::uint8_t>(*part.code >> 8));
        input_.push_back(static_cast<std::uint8_t>(*part.code & 0xFF));
        input_.push_back(static_cast<std::uint8_t>(part.reason.size()));
        append(input_, part.reason);
        break;
      default: input_.push_back(0xC0);
    }
  }

  Bytes finish() && {
    end_piece(true);
    return std::move(input_);
  }

 private:
  static void append(Bytes& to, Input bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

  void end_piece(bool is_last) {
    Input rest = piece_;
    if (is_last && rest.size() > longest_piece) {
      input_.push_back(0);
      append(input_, std::exchange(rest, {}));
    }
    while (!rest.empty()) {
      const Input some = rest.first(std::min(longest_piece, rest.size()));
      input_.push_back(static_cast<std::uint8_t>(some.size()));
      append(input_, some);
      rest = rest.subspan(some.size());
    }
    piece_.clear();
  }

  Bytes input_;
  Bytes piece_;
};

}  // namespace

Bytes body_of(std::uint16_t code, std::string_view reason) {
  Bytes body{static_cast<std::uint8_t>(code >> 8), static_cast<std::uint8_t>(code & 0xFF)};
  for (const char c : reason) body.push_back(static_cast<std::uint8_t>(c));
  return body;
}

Bytes WireFrame::bytes() const {
  const auto mask = static_cast<std::uint8_t>(key ? 0x80 : 0);
  Bytes bytes{first};
  const std::uint64_t length = payload.size() + missing_size;
  if (length_field_size == 1)
    bytes.push_back(static_cast<std::uint8_t>(mask | length));
  else
    bytes.push_back(static_cast<std::uint8_t>(mask | (length_field_size == 3 ? 126 : 127)));
  for (std::size_t left = length_field_size - 1; left > 0; --left)
    bytes.push_back(static_cast<std::uint8_t>(length >> 8 * (left - 1) & 0xFF));
  if (key) bytes.insert(bytes.end(), key->begin(), key->end());
  for (std::size_t i = 0; i < payload.size(); ++i)
    bytes.push_back(static_cast<std::uint8_t>(payload[i] ^ (key ? (*key)[i % 4] : 0)));
  return bytes;
}

std::optional<WireFrame> take_frame(Input& stream) {
  if (stream.size() < 2) return {};
  WireFrame frame;
  frame.first = stream[0];
  const std::size_t short_length = stream[1] & 0x7F;
  frame.length_field_size = short_length == 127 ? 9 : short_length == 126 ? 3 : 1;
  if ((stream[1] & 0x80) != 0) frame.key.emplace();
  if (stream.size() < frame.header_size()) return {};
  const std::size_t size = frame.length_field_size == 1
                               ? short_length
                               : read_number(stream.subspan(2, frame.length_field_size - 1));
  const std::size_t there = std::min(size, stream.size() - frame.header_size());
  frame.missing_size = size - there;
  if (frame.key) std::copy_n(&stream[frame.header_size() - 4], 4, frame.key->begin());
  for (std::size_t i = 0; i < there; ++i) {
    const std::uint8_t key = frame.key ? (*frame.key)[i % 4] : 0;
    frame.payload.push_back(static_cast<std::uint8_t>(stream[frame.header_size() + i] ^ key));
  }
  stream = stream.subspan(frame.header_size() + there);
  return frame;
}

Script Script::from(Input input) {
  const auto dialogue = props::shapes::Dialogue::from(input);
  Script script{dialogue.role, {}};
  Stream stream;
  const auto end_stream = [&] { std::move(std::exchange(stream, {})).append_to(script.parts); };
  for (Input rest = dialogue.script; !rest.empty();) {
    const Step step = props::take_step(rest);
    if (step.kind == Step::Kind::bytes_arrive) {
      stream.bytes.insert(stream.bytes.end(), step.bytes.begin(), step.bytes.end());
      stream.ends.push_back(stream.bytes.size());
      continue;
    }
    end_stream();
    Part part;
    part.message_size = step.message_size;
    part.code = step.code;
    part.reason.assign(step.reason.begin(), step.reason.end());
    part.kind = step.kind == Step::Kind::message_arrives      ? Part::Kind::message
                : step.kind == Step::Kind::application_closes ? Part::Kind::wish
                                                              : Part::Kind::end;
    script.parts.push_back(std::move(part));
  }
  end_stream();
  return script;
}

Bytes Script::input() const {
  Writer writer(role);
  for (const Part& part : parts) {
    if (part.arrives())
      writer.arrive(part);
    else
      writer.do_step(part);
  }
  return std::move(writer).finish();
}

}  // namespace closeframe::peers
