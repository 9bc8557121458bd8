// SPDX-License-Identifier: Apache-2.0
#include "harness.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "../last_words.hpp"
#include "guardian.hpp"
#include "patience.hpp"
#include "wait.hpp"

namespace closeframe::peers {
namespace {

constexpr std::size_t max_line_size = 64 * 1024;
constexpr std::size_t max_unasked_count = 500;  ///< lines, where there are ten of one connection
constexpr std::size_t max_errors_size = 64 * 1024;

/// Sockets that a language's runtime may have yet to close: it collects them when it likes.
constexpr std::size_t spare_socket_count = 16;

/// What there is to read now; nothing at the end, and where there is nothing yet.
std::string_view read_some(int fd, std::span<char> buffer, bool& has_ended) {
  const ssize_t size = ::read(fd, buffer.data(), buffer.size());
  has_ended = size == 0;
  return {buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

}  // namespace

void Troubles::add(Trouble trouble) {
  const bool is_known = std::ranges::find(all_, trouble.kind, &Trouble::kind) != all_.end();
  if (!is_known) all_.push_back(std::move(trouble));
}

Harness::Harness(std::span<const std::string> command, Troubles& troubles)
    : process_(command), troubles_(troubles) {}

bool Harness::become_ready() {
  const bool is_over = wait_until(
      [this] {
        take_in();
        return ready_ || !end_.empty();
      },
      to_start, [this] { return sources(); });
  if (ready_) return true;
  troubles_.add({"no start", is_over ? end_ : "it does not say that it is ready"});
  process_.kill();
  return false;
}

std::vector<int> Harness::sources() const {
  if (!end_.empty()) return {};
  if (have_errors_ended_) return {process_.output()};
  return {process_.output(), process_.errors()};
}

void Harness::take_in() {
  if (!end_.empty()) return;
  read_errors();
  read_output();
}

void Harness::read_errors() {
  std::array<char, 4096> buffer;
  errors_ += read_some(process_.errors(), buffer, have_errors_ended_);
  if (errors_.size() > max_errors_size) errors_.erase(0, errors_.size() - max_errors_size);
}

void Harness::read_output() {
  std::array<char, 16384> buffer;
  bool has_ended = false;
  std::string_view text;
  do {
    text = read_some(process_.output(), buffer, has_ended);
    for (const char letter : text) {
      if (letter != '\n') {
        line_.push_back(letter);
      } else {
        take_line(std::exchange(line_, {}));
      }
    }
    if (line_.size() > max_line_size || unasked_count_ > max_unasked_count)
      return end_because_of_a_flood();
  } while (!text.empty());
  if (has_ended) end_because_process_did();
}

void Harness::end_because_of_a_flood() {
  troubles_.add({"flood", "it prints without end"});
  process_.kill();
  end_ = "was ended, because it prints without end";
}

void Harness::end_because_process_did() {
  // Who closes its output and runs on cannot be heard any more, and has to end as well.
  const auto how = process_.wait(to_answer);
  process_.kill();
  read_errors();
  if (process_.took_too_much_memory()) {
    const std::string said =
        "it takes more than " + std::to_string(most_memory >> 20) + " MiB of memory";
    end_ = "was ended, because " + said;
    return troubles_.add({"memory", said});
  }
  const std::string words = last_words(errors_);
  end_ = how ? *how : "closed its standard output";
  if (!words.empty()) end_ += ": " + words;
}

void Harness::take_line(std::string_view text) {
  ++unasked_count_;
  HarnessLine line = read_line(text);
  if (auto* ready = std::get_if<Ready>(&line)) {
    if (ready_) {
      troubles_.add({"garbage", "it says twice that it is ready"});
    } else {
      ready_ = std::move(*ready);
    }
  } else if (const auto* garbage = std::get_if<Garbage>(&line)) {
    troubles_.add({"garbage", garbage->said});
  } else {
    take(std::get<OfConnection>(line));
  }
}

void Harness::take(const OfConnection& said) {
  const auto found = news_.find(said.connection);
  if (found == news_.end()) {
    take_late(said);
    return;
  }
  News& news = found->second;
  using enum OfConnection::Kind;
  if (said.kind == open) {
    news.is_open = true;
  } else if (said.kind == told) {
    news.told.push_back(said.told);
  } else {
    news.answers.push_back(said.kind);
  }
}

/// Who is told late of a connection that we have done with does nothing wrong.
void Harness::take_late(const OfConnection& said) {
  const auto found = forgotten_.find(said.connection);
  if (found == forgotten_.end())
    return troubles_.add({"garbage", "it speaks of a connection that does not exist"});
  if (said.kind != OfConnection::Kind::told) return;
  tells_again_ = tells_again_ || found->second;
  found->second = true;
}

void Harness::watch(const std::string& connection) {
  news_[connection];
  unasked_count_ = 0;
}

void Harness::forget(const std::string& connection) {
  forgotten_[connection] = !news_.at(connection).told.empty();
  news_.erase(connection);
}

bool Harness::tell_to_connect(const std::string& url) {
  return process_.write(nlohmann::json{{"do", "connect"}, {"url", url}}.dump() + "\n");
}

void Harness::note_sockets() {
  if (!first_socket_count_) first_socket_count_ = process_.count_sockets();
}

void Harness::stop() {
  take_in();
  if (!end_.empty()) return;
  if (first_socket_count_) {
    const auto allowed = *first_socket_count_ + spare_socket_count;
    const auto is_clean = [&] { return process_.count_sockets() <= allowed; };
    // Longer than the 5 seconds for which some wait before they let go of a connection.
    if (!wait_until(is_clean, to_stop, [] { return std::vector<int>{}; }))
      troubles_.add({"leak", "it keeps connections that have ended"});
  }
  process_.end_input();
  wait_until([this] { return take_in(), !end_.empty(); }, to_stop, [this] { return sources(); });
  if (end_.empty()) troubles_.add({"hang", "it does not end when its standard input does"});
  process_.kill();
}

}  // namespace closeframe::peers
