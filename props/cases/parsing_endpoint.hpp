// SPDX-License-Identifier: Apache-2.0
// The codec's own `ClosingHandshake` as a library with a frame parser of its own uses it.
#pragma once

#include <closeframe/close_finder.hpp>
#include <closeframe/handshake.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "cases/endpoint.hpp"
#include "shapes/event.hpp"

namespace closeframe::props {

/// It finds the closes itself and reports each, also those after the first, which it answers with
/// `answer` if there is one. Where that is refused, it echoes.
class ParsingEndpoint {
 public:
  constexpr ParsingEndpoint(Role role, bool is_open, std::optional<Close> answer = {})
      : answer_(std::move(answer)),
        finder_(role == Role::client ? Role::server : Role::client),
        own_(role, is_open) {}

  constexpr bool happen(const Event& event) {
    if (event.kind != Event::Kind::bytes_arrive) return own_.happen(event);
    Input rest = own_.state() == HandshakeState::connecting ? Input{} : event.bytes;
    while (!rest.empty()) {
      const FrameResult found = finder_.next(rest);
      rest = rest.subspan(found.size());
      if (found.is_close()) close_arrives(found.close());
      if (found.is_error()) own_.obey(own_.handshake().received(found.error()));
    }
    return true;
  }

  constexpr std::span<const std::uint8_t> sent() const { return own_.sent(); }
  constexpr bool has_closed_transport() const { return own_.has_closed_transport(); }
  constexpr std::optional<Told> told() const { return own_.told(); }
  constexpr HandshakeState state() const { return own_.state(); }
  constexpr const ClosingHandshake& handshake() const { return own_.handshake(); }

  /// Why the answer was refused; nothing where it was not.
  constexpr std::optional<HandshakeError> refusal() const { return refusal_; }

 private:
  constexpr void close_arrives(const Close& theirs) {
    const auto answer = std::exchange(answer_, std::nullopt);
    if (answer) {
      const auto output = own_.handshake().received(theirs, *answer);
      if (output) return own_.obey(*output);
      refusal_ = output.error();
    }
    own_.obey(own_.handshake().received(theirs));
  }

  std::optional<Close> answer_;
  std::optional<HandshakeError> refusal_;
  CloseFinder finder_;
  OwnEndpoint own_;
};

static_assert(Endpoint<ParsingEndpoint>);

}  // namespace closeframe::props
