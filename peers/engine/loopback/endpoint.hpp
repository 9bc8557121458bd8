// SPDX-License-Identifier: Apache-2.0
// An endpoint at the other end of a TCP connection.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connection.hpp"
#include "dialogue/endpoint.hpp"
#include "harness.hpp"
#include "patience.hpp"
#include "receive_queue.hpp"
#include "reference/frame_stream.hpp"

namespace closeframe::peers {

/// What began the end of a connection.
enum class Cause : std::uint8_t { our_close, its_wish, our_fault, our_end };

constexpr std::size_t place_of(Cause cause) { return static_cast<std::size_t>(cause); }

/// What somebody does after each cause, as was seen when they were met. It spares waiting for what
/// never comes, and decides nothing.
struct Habits {
  std::array<bool, 4> tells{};  ///< by Cause: the application is told
  std::array<bool, 4> ends{};   ///< by Cause: the connection is ended before we end it
  bool closes_again = false;    ///< a second wish of the application is answered
};

/// A fault, and the opcode of the frame that has it.
using FaultOfFrame = std::pair<reference::Fault, unsigned>;

/// What all connections of one peer have in common.
struct Surroundings {
  Role role{};
  std::shared_ptr<Harness> harness;  ///< none: nothing is known of its application
  ReceiveQueue queue;
  std::optional<Habits> habits;  ///< none yet: everything is waited for
  /// After which it went on. It spares waiting for a reaction, and decides nothing.
  std::set<FaultOfFrame> passed_over;
  std::function<bool()> exchange;  ///< a whole short dialogue beside this one; empty: impossible
  Troubles troubles;
  bool is_patient = false;      ///< what usually comes is waited for as if there were no habits
  bool tells_again = false;     ///< an application was told twice: a second time is waited for
  bool leaks = false;           ///< it keeps connections for seconds after we have ended them
  bool is_death_known = false;  ///< its harness has ended, and a dialogue says so
  bool is_stuck = false;        ///< it hung: it had better be started anew
};

/// Its connection is open, and is called `name` by the harness.
class LoopbackEndpoint final : public props::dialogue::Endpoint {
 public:
  LoopbackEndpoint(Surroundings& around, Connection connection, std::string name);
  ~LoopbackEndpoint() override;

  void arrive(props::Input bytes) override;
  props::dialogue::Answer close(std::optional<std::uint16_t> code,
                                std::string_view reason) override;
  props::dialogue::Seen so_far() override;
  void end(bool owes) override;
  props::dialogue::Seen seen() override;

  /// A dialogue to be had beside another one: we close, and it goes as it always does. False where
  /// it does not.
  bool close_at_once();

 private:
  bool wait(const std::function<bool()>& is_over, Clock::duration bound);
  bool comes(const std::function<bool()>& is_there, bool is_usual);
  void take_in();
  bool comes_while_others_go(const std::function<bool()>& is_there);
  bool answers(const std::function<bool()>& has_answered, const char* if_not);
  void hang(std::string words);
  void wait_until_read();
  void note_who_ends(bool owes);
  void end_transport();
  void wait_until_told();
  void take_late_answers();

  bool has_closed() const;
  bool has_reacted() const { return has_closed() || has_ended(); }
  bool goes_on() const;
  bool has_ended() const { return connection_.has_ended(); }
  bool has_crashed() const;
  bool may_speak() const;
  bool is_decided() const;
  Cause cause() const;
  FaultOfFrame first_fault() const;
  const News& news() const { return harness_->news_of(name_); }

  Surroundings& around_;
  std::shared_ptr<Harness> harness_;
  Connection connection_;
  std::string name_;
  props::Bytes arrived_;  // without what is said to the harness
  std::size_t wish_count_ = 0;
  std::vector<std::size_t> ordered_;  // the number of the wish of each order that was sent
  std::size_t in_turn_ = 0;           // so many orders were answered before the next was sent
  bool has_wish_ = false;             // that was done
  bool can_see_queue_;
  bool has_stopped_reading_ = false;
  bool was_silent_ = false;  // when it was last looked at
  props::dialogue::Seen seen_;
};

}  // namespace closeframe::peers
