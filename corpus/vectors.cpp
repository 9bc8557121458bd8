// SPDX-License-Identifier: Apache-2.0
// Makes corpus/vectors.json, the seeds as test vectors for any language, or checks it.
#include "vectors.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

namespace closeframe::props {
namespace {

Bytes from_hex(const std::string& digits) {
  if (digits.size() % 2 != 0 || digits.find_first_not_of("0123456789abcdef") != digits.npos)
    throw Wrong("not bytes in hex: " + digits);
  Bytes bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  return bytes;
}

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
