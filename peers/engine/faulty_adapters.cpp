// SPDX-License-Identifier: Apache-2.0
// Implementations that are at fault, one way each, once half a code has arrived in one piece: what
// the engine has to survive and to tell apart. Linked into conformance_canary alone.
#include <unistd.h>

#include <closeframe/frame.hpp>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <utility>
#include <vector>

#include "../in_process/adapter.hpp"
#include "dialogue/own_endpoint.hpp"

namespace closeframe::peers {
namespace {

using namespace props::dialogue;
using props::Bytes;
using props::Input;

struct Faulty;
using Fault = void (*)(Faulty&);

/// Our own endpoint, but for its fault.
struct Faulty final : Endpoint {
  Faulty(Role of, Fault what) : own(of), role(of), fault(what) {}
  ~Faulty() override {
    if (dies_at_its_end) std::abort();
  }

  void arrive(Input bytes) override {
    own.arrive(bytes);
    const auto frame = decode_frame(bytes, role == Role::server ? Role::client : Role::server);
    if (!frame.is_error() || frame.error() != DecodeError::half_a_code) return;
    fault(*this);
  }

  Answer close(std::optional<std::uint16_t> code, std::string_view reason) override {
    return own.close(code, reason);
  }

  Seen so_far() override { return with_the_rest(own.so_far()); }

  void end(bool owes) override { own.end(owes); }

  Seen seen() override { return with_the_rest(own.seen()); }

  Seen with_the_rest(Seen all) const {
    all.sent.insert(all.sent.end(), sent_besides.begin(), sent_besides.end());
    return all;
  }

  OwnEndpoint own;
  Role role;
  Fault fault;
  Bytes sent_besides;
  bool dies_at_its_end = false;
};

void send_1005(Faulty& faulty) {
  faulty.sent_besides = faulty.role == Role::server ? Bytes{0x88, 2, 0x03, 0xED}
                                                    : Bytes{0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED};
}

[[noreturn]] void spin() {
  for (volatile bool goes_on = true; goes_on;) {
  }
  std::unreachable();
}

/// Touches what it takes, since memory that is only promised is not used.
void devour_memory(Faulty& faulty) {
  while (true) faulty.sent_besides.resize(faulty.sent_besides.size() * 2 + 4096, 1);
}

void close_all_files() {
  for (int file = 0; file < 1024; ++file) close(file);
}

unsigned arrival_count = 0;  ///< over all connections of one process

struct Row {
  const char* name;
  Fault fault;
};

constexpr Row rows[] = {
    {"aborts",
     [](Faulty&) {
       std::fputs("faulty.c:12: the buffer at 0x7f12ab is gone\n", stderr);
       std::abort();
     }},
    {"throws", [](Faulty&) { throw std::length_error("a reason of 124 bytes"); }},
    {"exits", [](Faulty&) { _exit(7); }},
    {"dies-later", [](Faulty& faulty) { faulty.dies_at_its_end = true; }},
    {"spins", [](Faulty&) { spin(); }},
    {"sleeps",
     [](Faulty&) {
       while (true) pause();
     }},
    {"devours", devour_memory},
    {"mutilates",
     [](Faulty&) {
       close_all_files();
       while (true) pause();
     }},
    {"chatters",
     [](Faulty&) {
       for (int line = 0; line < 30'000; ++line)
         for (std::FILE* file : {stdout, stderr})
           std::fputs("{\"event\":\"done\",\"runs\":0}\n", file);
     }},
    {"sends-1005", send_1005},
    // The first arrival of each process is well, and so is every one alone.
    {"flaky",
     [](Faulty& faulty) {
       if (arrival_count++ > 0) send_1005(faulty);
     }},
};

}  // namespace

std::span<const Adapter> adapters() {
  static const std::vector<Adapter> all = [] {
    std::vector<Adapter> made;
    for (const auto& [name, fault] : rows)
      made.push_back({name, "1", {Role::client, Role::server}, {}, [fault](Role role) {
                        return std::make_unique<Faulty>(role, fault);
                      }});
    return made;
  }();
  return all;
}

}  // namespace closeframe::peers
