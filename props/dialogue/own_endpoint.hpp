// SPDX-License-Identifier: Apache-2.0
// Our own endpoint behind the interface of anybody's.
#pragma once

#include <closeframe/close.hpp>
#include <closeframe/handshake.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "dialogue/endpoint.hpp"

namespace closeframe::props::dialogue {

class OwnEndpoint : public Endpoint {
 public:
  explicit OwnEndpoint(Role role)
      : handshake_(role == Role::server ? ClosingHandshake::of_server()
                                        : ClosingHandshake::of_client(key)) {
    seen_.has_ended = false;
  }

  void arrive(Input bytes) override { obey(handshake_.receive(bytes)); }

  Answer close(std::optional<std::uint16_t> code, std::string_view reason) override {
    const auto wish =
        code ? Close::with(StatusCode{*code}, reason) : std::expected<Close, CloseError>{};
    if (!wish) return Answer::refused;
    const auto output = handshake_.close(*wish);
    if (!output) return Answer::refused;
    obey(*output);
    return Answer::done;
  }

  Seen so_far() override { return seen_; }

  void end(bool) override { handshake_.transport_ended(); }

  Seen seen() override {
    if (const auto close = handshake_.connection_close())
      seen_.told.push_back(
          {std::to_underlying(close->code), std::string(close->reason), close->clean});
    return seen_;
  }

 private:
  static constexpr MaskingKey key{0x37, 0xFA, 0x21, 0x3D};

  void obey(const HandshakeOutput& output) {
    const std::span<const std::uint8_t> frame = output.to_send;
    seen_.sent.insert(seen_.sent.end(), frame.begin(), frame.end());
    if (output.close_transport) seen_.has_ended = true;
  }

  ClosingHandshake handshake_;
  Seen seen_;
};

inline std::unique_ptr<Endpoint> make_own_endpoint(Role role) {
  return std::make_unique<OwnEndpoint>(role);
}

}  // namespace closeframe::props::dialogue
