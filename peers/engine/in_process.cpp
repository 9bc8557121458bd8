// SPDX-License-Identifier: Apache-2.0
#include "in_process.hpp"

#include <system_error>
#include <utility>

#include "child.hpp"

namespace closeframe::peers {
namespace {

using props::dialogue::Answer;
using props::dialogue::Endpoint;
using props::dialogue::Fate;
using props::dialogue::Seen;
using props::dialogue::Told;

/// What is asked of the child, one after another in one message; only the last one, which is
/// `close`, `look` or `see`, is answered.
enum class Request : std::uint8_t { open, arrive, close, look, end, see };

Bytes written(const Seen& seen) {
  Message message;
  message.put(Input(seen.sent)).put(seen.has_ended);
  message.put(static_cast<std::uint32_t>(seen.told.size()));
  for (const Told& told : seen.told) {
    message.put(told.code).put(told.reason.has_value());
    if (told.reason) message.put(std::string_view(*told.reason));
    message.put(told.clean);
  }
  message.put(seen.open_operation_count).put(seen.fate).put(std::string_view(seen.last_words));
  return {message.bytes().begin(), message.bytes().end()};
}

Seen seen_from(MessageReader message) {
  Seen seen;
  const Input sent = message.take_bytes();
  seen.sent.assign(sent.begin(), sent.end());
  seen.has_ended = message.take_optional_flag();
  for (auto left = message.take<std::uint32_t>(); left != 0; --left) {
    Told told;
    told.code = message.take_optional<unsigned>();
    if (message.take_flag()) told.reason = message.take_text();
    told.clean = message.take_optional_flag();
    seen.told.push_back(std::move(told));
  }
  seen.open_operation_count = message.take_optional<unsigned>();
  seen.fate = message.take<Fate>();
  seen.last_words = message.take_text();
  return seen;
}

/// The endpoint of the child's side.
class Server {
 public:
  Server(const Adapter& adapter, Role role) : adapter_(adapter), role_(role) {}

  Bytes answer(Input question) {
    MessageReader requests(question);
    while (true) switch (requests.take<Request>()) {
        case Request::open:
          endpoint_.reset();
          endpoint_ = adapter_.make(role_);
          break;
        case Request::arrive: endpoint_->arrive(requests.take_bytes()); break;
        case Request::close: {
          const auto code = requests.take_optional<std::uint16_t>();
          const std::string reason = requests.take_text();
          return {static_cast<std::uint8_t>(endpoint_->close(code, reason))};
        }
        case Request::look: return written(endpoint_->so_far());
        case Request::end: endpoint_->end(requests.take_flag()); break;
        case Request::see: {
          Bytes seen = written(endpoint_->seen());
          endpoint_.reset();  // what goes wrong in this is of the same dialogue
          return seen;
        }
      }
  }

 private:
  const Adapter& adapter_;
  Role role_;
  std::unique_ptr<Endpoint> endpoint_;
};

/// The endpoint of our side. Nothing is sent before an answer is needed.
class RemoteEndpoint final : public Endpoint {
 public:
  explicit RemoteEndpoint(Child& child) : child_(child) { requests_.put(Request::open); }

  void arrive(Input bytes) override { requests_.put(Request::arrive).put(bytes); }

  Answer close(std::optional<std::uint16_t> code, std::string_view reason) override {
    const auto answer = ask(requests_.put(Request::close).put(code).put(reason));
    return answer.empty() ? Answer::unknown : MessageReader(answer).take<Answer>();
  }

  Seen so_far() override { return see(Request::look); }

  void end(bool owes) override { requests_.put(Request::end).put(owes); }

  Seen seen() override { return see(Request::see); }

 private:
  Seen see(Request request) {
    const auto answer = ask(requests_.put(request));
    Seen seen;
    seen.fate = child_.fate();
    seen.last_words = child_.last_words();
    try {
      if (!answer.empty()) seen = seen_from(MessageReader(answer));
    } catch (const Garbled& error) {
      seen.fate = Fate::crashed;
      seen.last_words = error.what();
    }
    return seen;
  }

  /// The answer; empty once the child is dead.
  Bytes ask(Message& requests) {
    if (child_.fate() != Fate::lived) return {};
    auto answer = child_.ask(requests.bytes());
    requests.clear();
    return answer.value_or(Bytes{});
  }

  Child& child_;
  Message requests_;
};

class InProcessPeer final : public Peer {
 public:
  InProcessPeer(const Adapter& adapter, Role role)
      : adapter_(adapter),
        identity_{adapter.name, adapter.version, "C++", "", role, "in process", adapter.changed} {}

  const Identity& identity() const override { return identity_; }

  std::unique_ptr<Endpoint> open() override {
    if (!child_ || child_->fate() != Fate::lived) start_child();
    return std::make_unique<RemoteEndpoint>(*child_);
  }

  void start_afresh() override { child_.reset(); }
  bool is_cheap() const override { return true; }

 private:
  void start_child() {
    child_.reset();
    auto server = std::make_shared<Server>(adapter_, identity_.role);
    try {
      child_ =
          std::make_unique<Child>([server](Input question) { return server->answer(question); });
    } catch (const std::system_error& error) {
      throw PeerIsLost(error.what());
    }
  }

  const Adapter& adapter_;
  Identity identity_;
  std::unique_ptr<Child> child_;
};

}  // namespace

std::unique_ptr<Peer> serve_in_process(const Adapter& adapter, Role role) {
  return std::make_unique<InProcessPeer>(adapter, role);
}

}  // namespace closeframe::peers
