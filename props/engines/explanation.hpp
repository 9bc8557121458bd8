// SPDX-License-Identifier: Apache-2.0
// An input in words: for whoever has to understand a counterexample.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "cases/all.hpp"
#include "dialogue/words.hpp"
#include "shapes/all.hpp"
#include "shapes/words.hpp"

// Not counted as code to be covered: whoever fuzzes comes here once, to abort.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)
#endif

namespace closeframe::props {

inline std::string in_words(const Close& close) {
  if (!close.code()) return "close without status";
  return "close " + std::to_string(std::to_underlying(*close.code())) + " (" +
         std::string(name(*close.code())) + "), reason " + quoted(close.reason());
}

template <class Error>
std::string in_words(const std::expected<Close, Error>& close) {
  return close ? in_words(*close) : "error: " + std::string(to_string(close.error()));
}

inline std::string in_words(const FrameResult& frame) {
  if (frame.is_error()) return "error: " + std::string(to_string(frame.error()));
  if (frame.is_incomplete()) return "incomplete: more bytes are needed";
  return in_words(frame.close()) + ", in a frame of " + bytes_count(frame.size());
}

inline std::string in_words(const TextVerdict& verdict) {
  return std::string(verdict.is_utf8 ? "UTF-8" : "not UTF-8") + ", keeps " +
         bytes_count(verdict.kept_size);
}

inline std::string in_words(const reference::Verdict& verdict) {
  if (verdict.fault != reference::Fault::none)
    return "error: " + std::string(to_string(verdict.fault));
  if (!verdict.complete) return "incomplete: more bytes are needed";
  std::string text = "close without status";
  if (verdict.has_code)
    text = "close " + std::to_string(verdict.code) + ", reason " + quoted(verdict.reason_text());
  if (verdict.frame_size != 0) text += ", in a frame of " + bytes_count(verdict.frame_size);
  return text;
}

inline std::string in_words(const shapes::Body& body) {
  return "a body of " + bytes_count(body.bytes.size());
}

inline std::string in_words(const shapes::CloseRequest& request) {
  if (!request.code) return "a request to close without status";
  return "a request to close with " + std::to_string(*request.code) + " and the reason " +
         quoted(request.reason);
}

inline std::string in_words(const shapes::Text& text) {
  return "the text " + quoted(text.bytes) + " of " + bytes_count(text.bytes.size()) + ", at most " +
         std::to_string(text.max_size) + " to be kept";
}

inline std::string in_words(const shapes::Wire& wire) {
  return bytes_count(wire.bytes.size()) + " from a " +
         (wire.sender == Role::client ? "client" : "server") + ", " +
         (wire.chunk_size == 0 ? "all at once" : "in chunks of " + std::to_string(wire.chunk_size));
}

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

/// Line by line.
inline std::string in_words(const shapes::Conversation& conversation) {
  std::string text = endpoint_in_words(conversation);
  Input script = conversation.script;
  for (std::size_t i = 1; !script.empty(); ++i)
    text += "\n             " + std::to_string(i) + ". " + in_words(take_event(script));
  return text;
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

/// The input as hex, what it is, what the codec and what the reference say of it, in lines.
template <class Shape>
std::string explain(const Case<Shape>& one) {
  return "  input      " + hex(to_input<Shape>(one)) + "\n  which is   " + in_words(one) +
         "\n  codec      " + in_words(one.verdict) + "\n  reference  " + in_words(one.expected) +
         "\n";
}

/// The same of what can be said without asking the codec, which may break on this input.
template <class Shape>
std::string explain_without_codec(const Shape& shape) {
  return "  input      " + hex(to_input<Shape>(shape)) + "\n  which is   " + in_words(shape) +
         "\n  reference  " + in_words(reference_says(shape)) + "\n";
}

inline std::string in_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n             ") + line;
  return text;
}

inline std::string in_words(const shapes::Dialogue& dialogue) {
  return in_lines(dialogue::script_in_words(dialogue));
}

/// A dialogue has no verdict: what the rules say is all there is.
inline std::string explain(const Case<shapes::Dialogue>& played) {
  return "  input      " + hex(to_input<shapes::Dialogue>(played)) + "\n  which is   " +
         in_lines(dialogue::story(played)) + "\n";
}

inline std::string explain_without_codec(const shapes::Dialogue& dialogue) {
  return "  input      " + hex(to_input(dialogue)) + "\n  which is   " + in_words(dialogue) + "\n";
}

}  // namespace closeframe::props

#ifdef __clang__
#pragma clang attribute pop
#endif
