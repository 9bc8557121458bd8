// SPDX-License-Identifier: Apache-2.0
// What the codec says of each shape, what the reference says of it, and whether the two agree.
#pragma once

#include <array>
#include <closeframe/frame.hpp>
#include <cstddef>
#include <expected>
#include <utility>

#include "reference/close_frame.hpp"
#include "reference/endpoint.hpp"
#include "reference/utf8.hpp"
#include "shapes.hpp"

namespace closeframe::props {

constexpr std::expected<Close, DecodeError> codec_says(const Body& body) {
  return decode_body(body.bytes);
}

constexpr std::expected<Close, CloseError> codec_says(const CloseRequest& request) {
  if (!request.code) return Close{};
  return Close::with(StatusCode{*request.code}, request.reason);
}

/// The bytes of a text that are kept, and whether it is UTF-8 from end to end.
struct TextVerdict {
  std::size_t kept_size;  ///< bytes
  bool is_utf8;

  friend constexpr bool operator==(const TextVerdict&, const TextVerdict&) = default;
};

constexpr TextVerdict codec_says(const Text& text) {
  return {truncate(text.bytes, text.max_size).size(), is_utf8(text.bytes)};
}

constexpr FrameResult codec_says(const Wire& wire) { return decode_frame(wire.bytes, wire.sender); }

/// How an endpoint stands at the end of a conversation.
struct HandshakeVerdict {
  std::size_t sent_size = 0;  ///< bytes
  bool has_closed_transport = false;
  unsigned told_code = 0;  ///< 0 while the connection is open
  bool clean = false;

  friend constexpr bool operator==(const HandshakeVerdict&, const HandshakeVerdict&) = default;
};

constexpr HandshakeVerdict codec_says(const Conversation& conversation) {
  using enum ConversationEvent::Kind;
  auto handshake = conversation.role == Role::server ? ClosingHandshake::of_server()
                                                     : ClosingHandshake::of_client({1, 2, 3, 4});
  HandshakeVerdict verdict;
  for (auto script = conversation.script; !script.empty();) {
    const ConversationEvent event = take_event(script);
    std::expected<HandshakeOutput, CloseError> output;
    if (event.kind == bytes_arrive) output = handshake.receive(event.bytes);
    if (event.kind == transport_ends) handshake.transport_ended(event.how);
    if (event.kind == application_closes || event.kind == application_fails) {
      const auto close = event.code ? Close::with(StatusCode{*event.code}, event.reason_text())
                                    : std::expected<Close, CloseError>{};
      if (!close) continue;
      output = event.kind == application_closes ? handshake.close(*close) : handshake.fail(*close);
    }
    if (!output) continue;
    verdict.sent_size += output->to_send.size();
    verdict.has_closed_transport = verdict.has_closed_transport || output->close_transport;
  }
  if (const auto close = handshake.connection_close()) {
    verdict.told_code = std::to_underlying(close->code);
    verdict.clean = close->clean;
  }
  return verdict;
}

constexpr reference::Verdict reference_says(const Body& body) {
  return reference::decode_body(body.bytes);
}

constexpr reference::Verdict reference_says(const CloseRequest& request) {
  return request.code ? reference::judge(*request.code, request.reason) : reference::Verdict{};
}

constexpr TextVerdict reference_says(const Text& text) {
  return {reference::longest_utf8_prefix(text.bytes, text.max_size).size(),
          reference::is_utf8(text.bytes)};
}

constexpr reference::Verdict reference_says(const Wire& wire) {
  return reference::decode_frame(wire.bytes, wire.sender == Role::client);
}

/// Lets `event` happen to `model`; false where the application's wish is refused.
constexpr bool happen(reference::Endpoint& model, const ConversationEvent& event) {
  using enum ConversationEvent::Kind;
  if (event.kind == bytes_arrive) model.bytes_arrive(event.bytes);
  if (event.kind == transport_ends) model.transport_ends(event.how == TransportEnd::tls_failure);
  if (event.kind == bytes_arrive || event.kind == transport_ends) return true;
  const auto close =
      event.code ? reference::judge(*event.code, event.reason_text()) : reference::Verdict{};
  if (close.fault != reference::Fault::none) return false;
  return event.kind == application_closes ? model.application_closes(close)
                                          : model.application_fails(close);
}

/// How the reference's endpoint stands at the end of a conversation.
constexpr reference::Endpoint model_of(const Conversation& conversation) {
  reference::Endpoint model(conversation.role == Role::server);
  for (auto script = conversation.script; !script.empty();) happen(model, take_event(script));
  return model;
}

constexpr HandshakeVerdict reference_says(const Conversation& conversation) {
  const reference::Endpoint model = model_of(conversation);
  HandshakeVerdict verdict;
  if (model.close_sent) {
    const std::size_t body_size =
        model.close_sent->has_code ? 2 + model.close_sent->reason_size : 0;
    verdict.sent_size = (model.is_server ? 2 : 6) + body_size;
  }
  verdict.has_closed_transport = model.transport_closed;
  if (model.ended) verdict.told_code = model.told_code();
  verdict.clean = model.clean;
  return verdict;
}

constexpr bool agree(CloseError error, reference::Fault fault) {
  using reference::Fault;
  constexpr std::array faults{Fault::length, Fault::code, Fault::utf8, Fault::code};
  return faults[std::to_underlying(error)] == fault;
}

constexpr bool agree(DecodeError error, reference::Fault fault) {
  using reference::Fault;
  constexpr std::array faults{Fault::opcode,       Fault::fin,          Fault::reserved_bits,
                              Fault::mask_missing, Fault::mask_present, Fault::length_form,
                              Fault::length,       Fault::half_a_code,  Fault::code,
                              Fault::utf8};
  return faults[std::to_underlying(error)] == fault;
}

constexpr bool agree(const Close& close, const reference::Verdict& verdict) {
  if (verdict.fault != reference::Fault::none || !verdict.complete) return false;
  if (close.code().has_value() != verdict.has_code) return false;
  if (close.code() && std::to_underlying(*close.code()) != verdict.code) return false;
  return close.reason() == verdict.reason_text();
}

template <class Error>
constexpr bool agree(const std::expected<Close, Error>& close, const reference::Verdict& verdict) {
  return close ? agree(*close, verdict) : agree(close.error(), verdict.fault);
}

constexpr bool agree(const TextVerdict& codec, const TextVerdict& reference) {
  return codec == reference;
}

constexpr bool agree(const FrameResult& frame, const reference::Verdict& verdict) {
  if (!frame) return agree(frame.error(), verdict.fault);
  if (!*frame) return verdict.fault == reference::Fault::none && !verdict.complete;
  return agree((*frame)->close, verdict) && (*frame)->size == verdict.frame_size;
}

}  // namespace closeframe::props
