// SPDX-License-Identifier: Apache-2.0
// Our own ClosingHandshake, as an application uses it.
#include <closeframe/handshake.hpp>

#include "all.hpp"

namespace closeframe::peers {
namespace {

using namespace props::dialogue;

class Own : public Endpoint {
 public:
  explicit Own(Role role)
      : handshake_(role == Role::server ? ClosingHandshake::of_server()
                                        : ClosingHandshake::of_client({{0x37, 0xFA, 0x21, 0x3D}})) {
    seen_.has_ended = false;
  }

  void arrive(props::Input bytes) override { act_on(handshake_.receive(bytes)); }

  Answer close(std::optional<std::uint16_t> code, std::string_view reason) override {
    Close wish;
    if (code) {
      const auto made = Close::with(StatusCode{*code}, reason);
      if (!made) return Answer::refused;
      wish = *made;
    }
    const auto output = handshake_.close(wish);
    if (!output) return Answer::refused;
    act_on(*output);
    return Answer::done;
  }

  void end(bool) override {
    handshake_.transport_ended();
    if (const auto close = handshake_.connection_close())
      seen_.told.push_back(
          {static_cast<unsigned>(close->code), std::string(close->reason), close->clean});
  }

  Seen seen() override { return seen_; }

 private:
  void act_on(const HandshakeOutput& output) {
    seen_.sent.insert(seen_.sent.end(), output.to_send.begin(), output.to_send.end());
    if (output.close_transport) seen_.has_ended = true;
  }

  ClosingHandshake handshake_;
  Seen seen_;
};

}  // namespace

Adapter closeframe() {
  return {"closeframe", CLOSEFRAME_VERSION, {Role::client, Role::server}, {}, [](Role role) {
            return std::make_unique<Own>(role);
          }};
}

}  // namespace closeframe::peers
