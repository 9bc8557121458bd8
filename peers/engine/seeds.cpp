// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "named_dialogues.hpp"
#include "script.hpp"
#include "shapes/wire.hpp"

namespace closeframe::peers {
namespace {

using props::shapes::Dialogue;
using props::shapes::Wire;

Bytes contents_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const Bytes contents{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return contents;
}

/// Calls `use` with each seed of a target that has any, sorted by name.
void each_seed(const std::filesystem::path& corpus, const std::string& target,
               const std::function<void(const std::string&, const Bytes&)>& use) {
  if (!std::filesystem::is_directory(corpus))
    throw std::runtime_error("no folder of seeds: " + corpus.string());
  if (!std::filesystem::is_directory(corpus / target)) return;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(corpus / target))
    if (entry.is_regular_file()) paths.push_back(entry.path());
  std::ranges::sort(paths);
  for (const auto& path : paths) use(path.filename().string(), contents_of(path));
}

/// A close frame with this body, as it arrives at an endpoint of this role.
Bytes close_arrives(Role role, const Bytes& body) {
  Part part;
  part.kind = Part::Kind::frame;
  part.frame.length_field_size = body.size() > 0xFFFF ? 9 : body.size() > 125 ? 3 : 1;
  if (role == Role::server) part.frame.key = usual_key;
  part.frame.payload = body;
  return Script{role, {part}}.input();
}

Bytes arrives_in_chunks(Role role, const Wire& wire) {
  Part part;
  part.kind = Part::Kind::bytes;
  part.bytes.assign(wire.bytes.begin(), wire.bytes.end());
  if (wire.chunk_size != 0)
    for (std::size_t cut = wire.chunk_size; cut < part.bytes.size(); cut += wire.chunk_size)
      part.cuts.push_back(cut);
  return Script{role, {part}}.input();
}

}  // namespace

std::vector<NamedDialogue> seeds_of_dialogues(const std::filesystem::path& corpus, Role role) {
  std::vector<NamedDialogue> seeds;
  each_seed(corpus, "peers_fuzzer", [&](const std::string& name, const Bytes& input) {
    if (Dialogue::from(input).role == role) seeds.push_back({name, input});
  });
  return seeds;
}

std::vector<NamedDialogue> seeds_that_arrive(const std::filesystem::path& corpus, Role role) {
  std::vector<NamedDialogue> seeds;
  each_seed(corpus, "body_fuzzer", [&](const std::string& name, const Bytes& body) {
    seeds.push_back({name, close_arrives(role, body)});
  });
  each_seed(corpus, "frame_fuzzer", [&](const std::string& name, const Bytes& input) {
    const Wire wire = Wire::from(input);
    if (wire.sender != role) seeds.push_back({name, arrives_in_chunks(role, wire)});
  });
  return seeds;
}

}  // namespace closeframe::peers
