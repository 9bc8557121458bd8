// SPDX-License-Identifier: Apache-2.0
// wslay: its event layer, with a loop as in its examples. It has neither an opening handshake nor a
// transport: who ends that is the caller's to say, so it is not judged.
#include <sys/types.h>
#include <wslay/wslay.h>

#include <algorithm>
#include <cstring>

#include "all.hpp"

#ifndef CLOSEFRAME_WSLAY_VERSION
#define CLOSEFRAME_WSLAY_VERSION WSLAY_VERSION
#endif

namespace closeframe::peers {
namespace {

using namespace props::dialogue;

class Wslay : public Endpoint {
 public:
  explicit Wslay(Role role) {
    wslay_event_callbacks callbacks{};
    callbacks.recv_callback = [](auto context, std::uint8_t* to, std::size_t size, int,
                                 void* self) { return of(self).read(context, to, size); };
    callbacks.send_callback = [](auto, const std::uint8_t* from, std::size_t size, int,
                                 void* self) -> ssize_t {
      of(self).seen_.sent.insert(of(self).seen_.sent.end(), from, from + size);
      return static_cast<ssize_t>(size);
    };
    callbacks.genmask_callback = [](auto, std::uint8_t* to, std::size_t size, void*) {
      std::fill_n(to, size, std::uint8_t{0x37});
      return 0;
    };
    callbacks.on_msg_recv_callback = [](auto, const auto* message, void* self) {
      if (message->opcode != WSLAY_CONNECTION_CLOSE || message->msg_length < 2) return;
      of(self).reason_.assign(message->msg + 2, message->msg + message->msg_length);
    };
    if ((role == Role::server ? wslay_event_context_server_init : wslay_event_context_client_init)(
            &context_, &callbacks, this) != 0)
      throw std::bad_alloc();
  }
  ~Wslay() override { wslay_event_context_free(context_); }

  void arrive(props::Input bytes) override {
    arrived_ = bytes;
    while (!arrived_.empty() && may_read_ && wslay_event_want_read(context_))
      may_read_ = wslay_event_recv(context_) == 0;
    send();
  }

  Answer close(std::optional<std::uint16_t> code, std::string_view reason) override {
    // By 0 it means that there is none, so 0 cannot be asked for.
    if (code == 0) return Answer::unknown;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(reason.data());
    if (wslay_event_queue_close(context_, code.value_or(0), bytes, code ? reason.size() : 0) != 0)
      return Answer::refused;
    send();
    return Answer::done;
  }

  Seen so_far() override { return seen_; }

  void end(bool) override {
    seen_.told.push_back({wslay_event_get_status_code_received(context_), reason_, {}});
  }

  Seen seen() override { return seen_; }

 private:
  static Wslay& of(void* self) { return *static_cast<Wslay*>(self); }

  ssize_t read(wslay_event_context_ptr context, std::uint8_t* to, std::size_t size) {
    if (arrived_.empty()) {
      wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
      return -1;
    }
    const auto read = arrived_.first(std::min(size, arrived_.size()));
    std::memcpy(to, read.data(), read.size());
    arrived_ = arrived_.subspan(read.size());
    return static_cast<ssize_t>(read.size());
  }

  void send() {
    while (may_send_ && wslay_event_want_write(context_))
      may_send_ = wslay_event_send(context_) == 0;
  }

  wslay_event_context_ptr context_ = nullptr;
  props::Input arrived_;  ///< and not read yet
  /// "When negative error code is returned, application must not make any further call of
  /// wslay_event_recv() and must close WebSocket connection": by the close that it has queued then.
  bool may_read_ = true;
  bool may_send_ = true;  ///< the same of wslay_event_send()
  std::string reason_;    ///< of the close that arrived
  Seen seen_;
};

}  // namespace

Adapter wslay() {
  return {"wslay", CLOSEFRAME_WSLAY_VERSION, {Role::client, Role::server}, {}, [](Role role) {
            return std::make_unique<Wslay>(role);
          }};
}

}  // namespace closeframe::peers
