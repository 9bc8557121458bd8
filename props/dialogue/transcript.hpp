// SPDX-License-Identifier: Apache-2.0
// What is seen of a dialogue from outside.
#pragma once

#include <closeframe/frame.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shapes/bytes.hpp"

namespace closeframe::props::dialogue {

/// What became of a wish of the application.
enum class Answer : std::uint8_t {
  done,     ///< the endpoint took it on
  refused,  ///< the endpoint said no
  unknown,  ///< it could not be asked, so there was no wish
  unheard,  ///< it was asked, and no word of it came
};

/// What an application was told of the end of its connection. A field is empty where this
/// implementation tells no such thing.
struct Told {
  std::optional<unsigned> code;
  std::optional<std::string> reason;  ///< its bytes
  std::optional<bool> clean;

  friend bool operator==(const Told&, const Told&) = default;
};

/// What became of whoever runs the endpoint.
enum class Fate : std::uint8_t { lived, hung, crashed };

/// All that was seen of an endpoint.
struct Seen {
  Bytes sent;  ///< all that it put on the wire once the connection was open
  /// It ended the transport before we did; empty where it has none, as a library that leaves the
  /// transport to its caller.
  std::optional<bool> has_ended;
  std::vector<Told> told;  ///< each time that its application was told that the connection is over
  std::optional<unsigned> open_operation_count;  ///< of its application, that never completed
  /// What became of wishes after all, by their number: some are refused only once all is over.
  std::map<std::size_t, Answer> late_answers;
  Fate fate = Fate::lived;
  std::string last_words;  ///< of an endpoint that hung or crashed: for people, may be empty
};

/// One step of a dialogue, as it was done.
struct Event {
  enum class Kind : std::uint8_t { bytes_arrived, application_asked, transport_ended };

  Kind kind{};
  Bytes bytes;                        ///< that arrived, in one piece
  std::optional<std::uint16_t> code;  ///< that the application asked to close with
  std::string reason;                 ///< the same
  Answer answer = Answer::unknown;    ///< to what the application asked
  bool is_ours = false;  ///< not of the script: done after it, to bring the dialogue to its end
};

/// A dialogue that was played to its end.
struct Transcript {
  Role role{};  ///< of the endpoint
  std::vector<Event> events;
  bool is_asked = false;  ///< whether it goes on past a fault; see question.hpp
  Seen seen;
};

}  // namespace closeframe::props::dialogue
