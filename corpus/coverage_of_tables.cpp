// SPDX-License-Identifier: Apache-2.0
// Checks that the seeds cover the tables: each edge of a row of status codes, each edge of UTF-8.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "cases/body.hpp"
#include "cases/close_request.hpp"
#include "cases/text.hpp"
#include "cases/wire.hpp"
#include "generators/utf8_edges.hpp"
#include "seeds.hpp"

namespace closeframe::props {
namespace {

using shapes::Body, shapes::CloseRequest, shapes::Text;

using Seeds = std::vector<Seed>;

/// Counts what is asked for, and prints what no seed answers.
class Checklist {
 public:
  void item(bool found, const std::string& what) {
    ++count_;
    if (found) return;
    ++missing_count_;
    std::cout << "no seed: " << what << '\n';
  }

  std::size_t count() const { return count_; }
  std::size_t missing_count() const { return missing_count_; }

 private:
  std::size_t count_ = 0;
  std::size_t missing_count_ = 0;
};

bool any_has_code(const Seeds& seeds, std::uint16_t code) {
  return std::ranges::any_of(seeds, [code](const Seed& seed) {
    return CloseRequest::from(seed.bytes).code == code;  // laid out like a body
  });
}

void check_codes(const Seeds& seeds, std::string_view target, Checklist& list) {
  for (const StatusCodeRange& row : status_code_ranges)
    for (const std::uint16_t code : {row.first, row.last})
      list.item(any_has_code(seeds, code), std::string(target) + ": code " + std::to_string(code) +
                                               ", an edge of \"" + std::string(row.name) + '"');
}

/// Those bytes of each seed that the UTF-8 rules judge.
std::vector<std::string_view> texts_of(const Seeds& seeds, std::string_view target) {
  std::vector<std::string_view> texts;
  for (const Seed& seed : seeds) {
    if (target == Text::target) {
      texts.push_back(Text::from(seed.bytes).bytes);
    } else if (const auto close = codec_says(Body::from(seed.bytes));
               close || close.error() == DecodeError::reason_not_utf8) {
      texts.push_back(CloseRequest::from(seed.bytes).reason);
    }
  }
  return texts;
}

bool holds_scalar(std::string_view text, char32_t scalar) {
  return reference::is_utf8(text) && text.find(reference::encode(scalar)) != text.npos;
}

/// Whether `bytes`, and nothing else, keep the text from being UTF-8.
bool holds_corruption(std::string_view text, std::string_view bytes) {
  const auto valid_size = reference::longest_utf8_prefix(text, text.size()).size();
  const std::string_view rest = text.substr(valid_size);
  return rest.starts_with(bytes) && reference::is_utf8(rest.substr(bytes.size()));
}

std::string named(char32_t scalar) {
  char text[9];
  std::snprintf(text, sizeof text, "U+%04X", static_cast<unsigned>(scalar));
  return text;
}

void check_utf8(const Seeds& seeds, std::string_view target, Checklist& list) {
  const auto texts = texts_of(seeds, target);
  const std::string in = std::string(target) + ": ";
  for (const char32_t scalar : edge_scalars)
    list.item(std::ranges::any_of(texts, [&](auto text) { return holds_scalar(text, scalar); }),
              in + named(scalar) + " in a text that is UTF-8");
  for (const Corruption& corruption : corruptions)
    list.item(std::ranges::any_of(
                  texts, [&](auto text) { return holds_corruption(text, corruption.bytes); }),
              in + "the corruption " + std::string(corruption.name) + ", alone in a text");
}

int check(const std::filesystem::path& corpus) {
  const Seeds bodies = read_seeds(corpus, Body::target);
  Checklist list;
  check_codes(bodies, Body::target, list);
  check_codes(read_seeds(corpus, CloseRequest::target), CloseRequest::target, list);
  check_utf8(bodies, Body::target, list);
  check_utf8(read_seeds(corpus, Text::target), Text::target, list);
  std::cout << list.count() - list.missing_count() << " of " << list.count()
            << " edges of the tables have a seed\n";
  if (list.missing_count() != 0) std::cout << "how to add one: corpus/README.md\n";
  return list.missing_count() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace closeframe::props

int main(int argc, char** argv) {
  std::filesystem::path corpus;
  CLI::App app{
      "Checks that the seeds of a corpus cover the tables of codes and of UTF-8.\n"
      "Exit code: 0 they do, 1 a seed is missing, 2 the call or the machine is at fault.\n"};
  app.add_option("corpus", corpus, "The folder that holds a folder of seeds for each target")
      ->required()
      ->check(CLI::ExistingDirectory);
  try {
    app.parse(argc, argv);
    return closeframe::props::check(corpus);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const closeframe::props::Wrong& wrong) {
    std::cerr << "corpus_tables: " << wrong.what() << '\n';
    return 1;
  } catch (const std::exception& error) {
    std::cerr << "corpus_tables: " << error.what() << '\n';
    return 2;
  }
}
