// SPDX-License-Identifier: Apache-2.0
// The seeds of a corpus as vectors.json has them.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <ranges>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>

#include "comment.hpp"
#include "engines/explanation.hpp"
#include "generators/machines.hpp"
#include "outcome.hpp"
#include "rule.hpp"
#include "seeds.hpp"
#include "words/body.hpp"
#include "words/text.hpp"
#include "words/wire.hpp"

namespace closeframe::props {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

/// The vectors of one kind: those seeds of `target` whose leading byte says `sender`.
struct Group {
  std::string_view decodes;
  std::string_view target;
  std::optional<Role> sender = std::nullopt;
};

inline constexpr std::array groups{
    Group{"body", Body::target},
    Group{"frame_from_client", Wire::target, Role::client},
    Group{"frame_from_server", Wire::target, Role::server},
    Group{"text", Text::target},
};

/// Calls `visit` with `input` as the shape that `group` holds.
template <class Visit>
auto with_shape(const Group& group, Input input, Visit visit) {
  if (group.target == Body::target) return visit(Body::from(input));
  if (group.target == Text::target) return visit(Text::from(input));
  return visit(Wire::from(input));
}

inline std::string to_hex(Input bytes) {
  std::string digits = bytes.empty() ? "" : hex(bytes);
  std::erase(digits, ' ');
  return digits;
}

/// The outcome on which codec and reference agree; throws `Wrong` where they do not.
template <class Shape>
Outcome agreed_outcome(const Shape& shape) {
  const Outcome outcome = outcome_of(codec_says(shape));
  if (outcome != outcome_of(reference_says(shape)))
    throw Wrong("codec and reference differ\n" + explain(case_of(shape)));
  return outcome;
}

template <class T>
inline Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

inline void put_input(Json& test, const Body& body) { test["input"] = to_hex(body.bytes); }

inline void put_input(Json& test, const Text& text) {
  test["input"] = to_hex(to_input(text)).substr(2);
  test["max_size"] = text.max_size;
}

inline void put_input(Json& test, const Wire& wire) {
  test["input"] = to_hex(wire.bytes);
  test["chunk_size"] = wire.chunk_size;
}

template <class Shape>
inline void put_outcome(Json& test, const Outcome& outcome) {
  test["verdict"] = outcome.verdict;
  test["error"] = or_null(outcome.error);
  if constexpr (std::is_same_v<Shape, Text>) {
    test["kept_size"] = or_null(outcome.kept_size);
    return;
  }
  test["code"] = or_null(outcome.code);
  test["reason"] = or_null(outcome.reason);
  test["reason_hex"] = Json();
  if (outcome.reason)
    test["reason_hex"] = to_hex(Bytes(outcome.reason->begin(), outcome.reason->end()));
  if constexpr (std::is_same_v<Shape, Wire>) {
    test["frame_size"] = or_null(outcome.frame_size);
    test["decoder_only"] = outcome.error == rejected(DecodeError::not_a_close_frame).error;
  }
}

inline Json vector_of(const Group& group, const Seed& seed, std::size_t id) try {
  return with_shape(group, seed.bytes, [&]<class Shape>(const Shape& shape) {
    const Outcome outcome = agreed_outcome(shape);
    const std::string rule = rule_of(shape);
    Json test{{"id", id}, {"name", seed.name}, {"comment", comment_on(shape)}};
    put_input(test, shape);
    put_outcome<Shape>(test, outcome);
    test["rule"] = rule;
    test["level"] = rule == policy ? "policy" : "must";
    return test;
  });
} catch (const Wrong& wrong) {
  throw Wrong(std::string(group.target) + "/" + seed.name + ": " + wrong.what());
}

inline Json header() {
  Json notes{
      {"input", "the bytes to decode, in hex"},
      {"chunk_size", "the bytes arrive in chunks of this size, 0: all at once; changes no outcome"},
      {"max_size", "the limit, in bytes, to which a text is cut"},
      {"verdict", "accepted; rejected; or incomplete: more bytes are needed to tell"},
      {"error", "what is wrong where it is rejected, the first fault in wire order"},
      {"code", "the status code of an accepted close; null where it has none"},
      {"reason", "the reason of an accepted close"},
      {"reason_hex", "the same, its UTF-8 in hex"},
      {"frame_size", "the bytes that an accepted frame takes; any others follow it"},
      {"kept_size", "the bytes of the longest prefix of whole code points within max_size"},
      {"decoder_only", "another kind of frame: only a decoder of close frames has to reject it"},
      {"rule", "the clause that binds whoever receives it, or policy"},
      {"level", "must: another verdict breaks the rule; policy: implementations may differ"},
  };
  return {{"schema", "closeframe_vectors"},
          {"version", 2},
          {"algorithm", "WebSocket close frame, RFC 6455"},
          {"test_count", 0},
          {"notes", notes}};
}

/// JSON with each test on a line of its own, so that a difference shows which test it is of.
inline std::string with_a_line_a_test(const Json& file) {
  Json outline = file;
  for (Json& group : outline["groups"]) group.erase("tests");
  std::string text = outline.dump(1);
  std::size_t place = 0;
  for (const Json& group : file["groups"]) {
    std::string lines = ",\n   \"tests\": [";
    for (const Json& test : group["tests"])
      lines += (test == group["tests"].front() ? "\n    " : ",\n    ") + test.dump();
    const std::string decodes = group["decodes"].dump();
    place = text.find(decodes, text.find("\"decodes\"", place)) + decodes.size();
    text.insert(place, lines + "\n   ]");
  }
  return text + "\n";
}

/// The same for two seeds that are one test: a chunk may be longer than all that arrives.
inline Bytes what_arrives(const Group& group, const Seed& seed) {
  return with_shape(group, seed.bytes, [](auto shape) {
    if constexpr (std::is_same_v<decltype(shape), Wire>)
      if (shape.chunk_size >= shape.bytes.size()) shape.chunk_size = 0;
    return to_input(shape);
  });
}

/// Complete for UTF-8, with one byte for each class of bytes: see props/generators/machines.hpp.
/// The limit is past the end, so that what is kept says where a text goes wrong.
inline std::vector<Seed> complete_texts() {
  const std::vector<std::size_t> lowest = utf8_classes();
  std::map<Word, Seed> seeds;
  each_word(words_judged_at_their_end(utf8_machine_of_classes()), 0, [&](const Word& word) {
    Seed seed{word.empty() ? "word-of-no-bytes" : "word", {static_cast<std::uint8_t>(word.size())}};
    for (const std::size_t letter : word) {
      const Bytes byte{static_cast<std::uint8_t>(lowest[letter])};
      seed.name += '-' + to_hex(byte);
      seed.bytes.push_back(byte[0]);
    }
    seeds.emplace(word, seed);
    return true;
  });
  const auto texts = std::views::values(seeds);
  return {texts.begin(), texts.end()};
}

/// Of seeds that are one test, the first by name.
inline std::string made_from(const fs::path& corpus) {
  Json file = header();
  std::size_t id = 0;
  for (const Group& group : groups) {
    Json tests = Json::array();
    std::set<Bytes> seen;
    for (const Seed& seed : read_seeds(corpus, group.target))
      if (!group.sender || Wire::from(seed.bytes).sender == *group.sender)
        if (seen.insert(what_arrives(group, seed)).second)
          tests.push_back(vector_of(group, seed, ++id));
    file["groups"].push_back({{"decodes", group.decodes}, {"tests", tests}});
  }
  const Group& text = groups.back();
  Json tests = Json::array();
  for (const Seed& seed : complete_texts()) tests.push_back(vector_of(text, seed, ++id));
  file["groups"].push_back(
      {{"complete_for", "UTF-8 as a machine of 9 states and 12 classes of bytes"},
       {"decodes", text.decodes},
       {"tests", tests}});
  file["test_count"] = id;
  return with_a_line_a_test(file);
}

}  // namespace closeframe::props
