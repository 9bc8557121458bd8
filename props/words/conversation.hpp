// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "cases/conversation.hpp"
#include "shapes/conversation.hpp"
#include "shapes/event.hpp"
#include "shapes/words.hpp"

// Not counted as code to be covered: whoever fuzzes comes here once, to abort.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)
#endif

namespace closeframe::props {

inline std::string in_words(const Event& event) {
  using enum Event::Kind;
  if (event.kind == bytes_arrive)
    return bytes_count(event.bytes.size()) +
           (event.bytes.size() == 1 ? " arrives: " : " arrive: ") + hex(event.bytes);
  if (event.kind == connection_opens) return "the connection opens";
  if (event.kind == transport_ends) return "the transport ends";
  if (event.kind == tls_fails) return "the transport ends because its TLS handshake failed";
  const std::string wish =
      event.kind == application_closes ? "the application closes " : "the application fails ";
  if (!event.code) return wish + "without status";
  return wish + "with " + std::to_string(*event.code) + " and the reason " +
         quoted(event.reason_text());
}

inline std::string endpoint_in_words(const shapes::Conversation& conversation) {
  return std::string("what happens to a ") +
         (conversation.role == Role::server ? "server" : "client") +
         (conversation.is_open ? "" : " whose connection is not open yet");
}

/// What an endpoint did in answer to an event.
inline std::string reaction(const Case<shapes::Conversation>& conversation, const Moment& before,
                            const Moment& after) {
  std::string text;
  if (after.refused) text += "; refused";
  if (after.sent_size > before.sent_size)
    text += "; sends " + hex(conversation.sent_by(after).subspan(before.sent_size));
  if (after.has_closed_transport && !before.has_closed_transport) text += "; closes the transport";
  if (after.has_told && !before.has_told)
    text += "; the application is told " + std::to_string(conversation.told->code) + " " +
            quoted({conversation.told->reason.data(), conversation.told->reason.size()}) +
            (after.told_clean ? ", cleanly" : ", not cleanly");
  return text;
}

/// Line by line, with what our own endpoint does.
inline std::string in_words(const Case<shapes::Conversation>& conversation) {
  std::string text = endpoint_in_words(conversation);
  const auto& moments = conversation.moments;
  for (std::size_t i = 1; i < moments.size(); ++i)
    text += "\n             " + std::to_string(i) + ". " + in_words(moments[i].event) +
            reaction(conversation, moments[i - 1], moments[i]);
  return text;
}

inline std::string in_words(const HandshakeVerdict& verdict) {
  return bytes_count(verdict.sent_size) + " sent, transport " +
         (verdict.has_closed_transport ? "closed" : "left open") +
         (verdict.told_code == 0 ? ", the application not told yet"
                                 : ", the application told " + std::to_string(verdict.told_code) +
                                       (verdict.clean ? ", cleanly" : ", not cleanly"));
}

}  // namespace closeframe::props

namespace closeframe::props::shapes {

/// Line by line.
inline std::string in_words(const Conversation& conversation) {
  std::string text = endpoint_in_words(conversation);
  Input script = conversation.script;
  for (std::size_t i = 1; !script.empty(); ++i)
    text += "\n             " + std::to_string(i) + ". " + in_words(take_event(script));
  return text;
}

}  // namespace closeframe::props::shapes

#ifdef __clang__
#pragma clang attribute pop
#endif
