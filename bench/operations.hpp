// SPDX-License-Identifier: Apache-2.0
// The operations, and for each whether an implementation does the work: its answer is compared
// with what the workload says before anything is measured.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "peers/closeframe.hpp"
#include "workloads.hpp"

namespace closeframe::bench {

/// Limit in bytes for the cut: it falls into most of the texts.
inline constexpr std::size_t cut_size = 100;

/// What a workload's input says, by this codec, which props/ holds to the RFC.
inline Answer expected(const Input& input) {
  return Closeframe::answer(Closeframe::decode_body(input.body));
}

inline void require(bool holds, const std::string& name) {
  if (!holds) throw std::runtime_error(name + ": another answer than closeframe's");
}

/// What `Peer` has of the operations on one workload: each is given to `measure`, with its name
/// OPERATION/WORKLOAD/IMPLEMENTATION, the values to call it with, and itself.
template <class Peer, class Measure>
class Operations {
 public:
  Operations(const Workload& workload, Measure measure) : workload_(workload), measure_(measure) {
    if constexpr (requires { Peer::decode_body(Bytes{}); })
      decode("decode body", &Input::body, [](auto& body) { return Peer::decode_body(body); });
    if constexpr (requires { Peer::decode_masked_frame(Bytes{}); }) {
      decode("decode masked frame", &Input::masked_frame,
             [](auto& frame) { return Peer::decode_masked_frame(frame); });
      decode("decode unmasked frame", &Input::unmasked_frame,
             [](auto& frame) { return Peer::decode_unmasked_frame(frame); });
    }
    if constexpr (requires(typename Closes::value_type close) { Peer::encode_body(close); })
      encode(
          "encode body", [](auto& close) { return Peer::encode_body(close); },
          [](const Answer& close, auto bytes) { return decodes_to(close, decode_body(bytes)); });
    if constexpr (requires(typename Closes::value_type close) {
                    Peer::encode_masked_frame(close);
                  }) {
      encode(
          "encode masked frame", [](auto& close) { return Peer::encode_masked_frame(close); },
          [](const Answer& close, auto bytes) {
            return decodes_to(close, decode_frame(bytes, Role::client));
          });
      encode(
          "encode unmasked frame", [](auto& close) { return Peer::encode_unmasked_frame(close); },
          [](const Answer& close, auto bytes) {
            return decodes_to(close, decode_frame(bytes, Role::server));
          });
    }
    if constexpr (requires { Peer::check_utf8(""); })
      on_text(
          "UTF-8 check", [](std::string_view text) { return Peer::check_utf8(text); },
          [](std::string_view text) { return is_utf8(text); });
    if constexpr (requires { Peer::cut("", cut_size); })
      on_text(
          "cut", [](std::string_view text) { return Peer::cut(text, cut_size); },
          [](std::string_view text) { return truncate(text, cut_size).size(); });
    if constexpr (requires { Peer::shake_hands(Bytes{}); }) shake_hands();
  }

 private:
  // What `prepare` makes of a close, once it is known to have it.
  static auto prepare(const Answer& close) {
    if constexpr (requires { Peer::prepare(close); })
      return Peer::prepare(close);
    else
      return close;
  }
  using Closes = std::vector<decltype(prepare(Answer{}))>;

  static bool decodes_to(const Answer& close, const auto& decoded) {
    return Closeframe::answer(decoded) == close;
  }

  std::string name(std::string_view operation) const {
    return std::string(operation) + "/" + workload_.name + "/" + Peer::name;
  }

  void decode(std::string_view operation, Bytes Input::* part, auto call) {
    std::vector<Bytes> values;
    for (const Input& input : workload_.inputs) values.push_back(input.*part);
    if constexpr (requires { Peer::answer(call(values[0])); }) {
      // Who takes what has to be refused has not done the work.
      if (!Peer::checks_body && !workload_.accepted) return;
      for (std::size_t i = 0; i < values.size(); ++i)
        require(Peer::answer(call(values[i])) == expected(workload_.inputs[i]), name(operation));
    }
    measure_(name(operation), std::move(values), call);
  }

  void encode(std::string_view operation, auto call, auto says) {
    if (!workload_.accepted) return;
    Closes closes;
    for (const Input& input : workload_.inputs) {
      closes.push_back(prepare(expected(input)));
      if constexpr (requires { Peer::bytes(call(closes[0])); }) {
        const auto encoded = call(closes.back());
        require(says(expected(input), Peer::bytes(encoded)), name(operation));
      }
    }
    measure_(name(operation), std::move(closes), call);
  }

  void on_text(std::string_view operation, auto call, auto expected_of) {
    if (!workload_.has_text) return;
    std::vector<std::string> texts;
    for (const Input& input : workload_.inputs) {
      texts.push_back(input.reason);
      require(call(input.reason) == expected_of(input.reason), name(operation));
    }
    measure_(name(operation), std::move(texts), call);
  }

  void shake_hands() {
    if (!workload_.accepted) return;
    std::vector<Bytes> frames;
    for (const Input& input : workload_.inputs) {
      frames.push_back(input.masked_frame);
      const auto done = Peer::shake_hands(input.masked_frame);
      const Answer received = expected(input);
      require(Peer::answer(done) == received, name("handshake"));
      // wslay repeats the reason too, as it may.
      const auto sent = Closeframe::answer(decode_frame(Peer::sent(done), Role::server));
      require(sent.accepted && sent.code == received.code, name("handshake"));
    }
    measure_(name("handshake"), std::move(frames),
             [](const Bytes& frame) { return Peer::shake_hands(frame); });
  }

  const Workload& workload_;
  Measure measure_;
};

template <class... Peer>
void for_each_operation(auto measure) {
  for (const Workload& workload : workloads())
    (Operations<Peer, decltype(measure)>(workload, measure), ...);
}

}  // namespace closeframe::bench
