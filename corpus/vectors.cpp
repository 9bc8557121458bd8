// SPDX-License-Identifier: Apache-2.0
// Makes corpus/vectors.json, the seeds as test vectors for any language, or checks it.
#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "comment.hpp"
#include "engines/explanation.hpp"
#include "outcome.hpp"
#include "seeds.hpp"

namespace closeframe::props {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

/// The vectors of one kind: those seeds of `target` whose leading byte says `sender`.
struct Group {
  std::string_view decodes;
  std::string_view target;
  std::optional<Role> sender = std::nullopt;
};

constexpr std::array groups{
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

std::string to_hex(Input bytes) {
  std::string digits = bytes.empty() ? "" : hex(bytes);
  std::erase(digits, ' ');
  return digits;
}

Bytes from_hex(const std::string& digits) {
  if (digits.size() % 2 != 0 || digits.find_first_not_of("0123456789abcdef") != digits.npos)
    throw Wrong("not bytes in hex: " + digits);
  Bytes bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  return bytes;
}

// ---- Making vectors.json ----

/// The outcome on which codec and reference agree; throws `Wrong` where they do not.
template <class Shape>
Outcome agreed_outcome(const Shape& shape) {
  const Outcome outcome = outcome_of(codec_says(shape));
  if (outcome != outcome_of(reference_says(shape)))
    throw Wrong("codec and reference differ\n" + explain(case_of(shape)));
  return outcome;
}

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

void put_input(Json& test, const Body& body) { test["input"] = to_hex(body.bytes); }

void put_input(Json& test, const Text& text) {
  test["input"] = to_hex(to_input(text)).substr(2);
  test["max_size"] = text.max_size;
}

void put_input(Json& test, const Wire& wire) {
  test["input"] = to_hex(wire.bytes);
  test["chunk_size"] = wire.chunk_size;
}

template <class Shape>
void put_outcome(Json& test, const Outcome& outcome) {
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
  if constexpr (std::is_same_v<Shape, Wire>) test["frame_size"] = or_null(outcome.frame_size);
}

Json vector_of(const Group& group, const Seed& seed, std::size_t id) try {
  return with_shape(group, seed.bytes, [&]<class Shape>(const Shape& shape) {
    const Outcome outcome = agreed_outcome(shape);
    const std::string rule = rule_of(shape);
    Json test{{"id", id}, {"name", seed.name}};
    test["comment"] = comment_on(seed.name, shape);
    put_input(test, shape);
    put_outcome<Shape>(test, outcome);
    test["rule"] = rule;
    test["level"] = rule == policy ? "policy" : "must";
    return test;
  });
} catch (const Wrong& wrong) {
  throw Wrong(std::string(group.target) + "/" + seed.name + ": " + wrong.what());
}

Json header() {
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
      {"rule", "the clause that binds every implementation, or policy"},
      {"level", "must: another verdict breaks the rule; policy: implementations may differ"},
  };
  return {{"schema", "closeframe_vectors"},
          {"version", 1},
          {"algorithm", "WebSocket close frame, RFC 6455"},
          {"test_count", 0},
          {"notes", notes}};
}

/// JSON with each test on a line of its own, so that a difference shows which test it is of.
std::string with_a_line_a_test(const Json& file) {
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

std::string made_from(const fs::path& corpus) {
  Json file = header();
  std::size_t id = 0;
  for (const Group& group : groups) {
    Json tests = Json::array();
    for (const Seed& seed : read_seeds(corpus, group.target))
      if (!group.sender || Wire::from(seed.bytes).sender == *group.sender)
        tests.push_back(vector_of(group, seed, ++id));
    file["groups"].push_back({{"decodes", group.decodes}, {"tests", tests}});
  }
  file["test_count"] = id;
  return with_a_line_a_test(file);
}

// ---- Checking it ----

template <class T>
std::optional<T> value(const Json& test, std::string_view key) {
  const auto found = test.find(key);
  if (found == test.end() || found->is_null()) return std::nullopt;
  return found->template get<T>();
}

/// The input of a test in corpus form: with the leading byte that texts and frames have there.
Bytes input_of(const Group& group, const Json& test) {
  Bytes input = from_hex(test.at("input").get<std::string>());
  const auto lead = value<unsigned>(test, group.sender ? "chunk_size" : "max_size");
  const unsigned sender = group.sender == Role::server ? 0x80 : 0;
  if (lead) input.insert(input.begin(), static_cast<std::uint8_t>(sender | *lead));
  return input;
}

Outcome claimed_by(const Json& test) {
  Outcome claimed{test.at("verdict").get<std::string>(), value<std::string>(test, "error")};
  claimed.code = value<unsigned>(test, "code");
  claimed.reason = value<std::string>(test, "reason");
  claimed.frame_size = value<std::size_t>(test, "frame_size");
  claimed.kept_size = value<std::size_t>(test, "kept_size");
  const Bytes reason = from_hex(value<std::string>(test, "reason_hex").value_or(""));
  if (claimed.reason.value_or("") != as_text(reason)) throw Wrong("reason and reason_hex differ");
  return claimed;
}

void check_test(const Group& group, const Json& test) try {
  with_shape(group, input_of(group, test), [&](const auto& shape) {
    if (claimed_by(test) != agreed_outcome(shape))
      throw Wrong("the outcome is not what the file says\n" + explain(case_of(shape)));
  });
} catch (const Wrong& wrong) {
  throw Wrong("test " + test.at("id").dump() + " (" + test.at("name").get<std::string>() +
              "): " + wrong.what());
}

std::size_t check_claims(const std::string& text) try {
  std::size_t count = 0;
  const Json file = Json::parse(text);
  for (const Json& tests : file.at("groups")) {
    const auto group =
        std::ranges::find(groups, tests.at("decodes").get<std::string>(), &Group::decodes);
    if (group == groups.end()) throw Wrong("unknown group " + tests.at("decodes").dump());
    for (const Json& test : tests.at("tests")) check_test(*group, test), ++count;
  }
  if (count == 0 || count != file.at("test_count")) throw Wrong("test_count is wrong");
  return count;
} catch (const Json::exception& error) {
  throw Wrong(error.what());
}

void check(const fs::path& path, const fs::path& corpus) try {
  const Bytes bytes = read_bytes(path);
  const std::size_t count = check_claims(std::string(as_text(bytes)));
  if (as_text(bytes) != made_from(corpus))
    throw Wrong("not what the seeds say now; run: cmake --build <build folder> --target vectors");
  std::cout << path.string() << ": " << count << " tests, true and current\n";
} catch (const Wrong& wrong) {
  throw Wrong(path.string() + ": " + wrong.what());
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  if (!(file << text).flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace
}  // namespace closeframe::props

int main(int argc, char** argv) {
  using namespace closeframe::props;
  std::filesystem::path corpus, output, checked;
  CLI::App app{
      "Writes the seeds of a corpus as test vectors in JSON, or checks such a file.\n"
      "Exit code: 0 done, 1 a seed or the file is wrong, 2 the call or the machine is at fault.\n"};
  app.add_option("corpus", corpus, "The folder that holds a folder of seeds for each target")
      ->required()
      ->check(CLI::ExistingDirectory);
  auto* write_option = app.add_option("--write", output, "Write the vectors to this file");
  app.add_option("--check", checked, "Check that this file is true and made from these seeds")
      ->excludes(write_option);
  try {
    app.parse(argc, argv);
    if (output.empty() && checked.empty()) throw CLI::RequiredError("--write or --check");
    if (!output.empty()) write(output, made_from(corpus));
    if (!checked.empty()) check(checked, corpus);
    return 0;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const Wrong& wrong) {
    std::cerr << "corpus_vectors: " << wrong.what() << '\n';
    return 1;
  } catch (const std::exception& error) {
    std::cerr << "corpus_vectors: " << error.what() << '\n';
    return 2;
  }
}
