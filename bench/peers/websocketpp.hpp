// SPDX-License-Identifier: Apache-2.0
// websocketpp: the functions and the protocol processor that its connection reads and writes
// closes with.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <websocketpp/close.hpp>
#include <websocketpp/config/core.hpp>
#include <websocketpp/processors/hybi13.hpp>
#include <websocketpp/utf8_validator.hpp>

#include "../workloads.hpp"

namespace closeframe::bench {

struct Websocketpp {
  static constexpr const char* name = "websocketpp";
  static constexpr const char* note =
      "std::string in and out, on the heap; handshake: its processor, without its connection";
  static constexpr bool checks_body = true;

  using Config = websocketpp::config::core;
  using Message = Config::message_type::ptr;

  struct Read {
    websocketpp::close::status::value code;
    std::string reason;
    websocketpp::lib::error_code error;
  };

  static Read decode_body(const Bytes& body) { return read(std::string(body.begin(), body.end())); }
  static Read decode_masked_frame(const Bytes& frame) { return receive(server(), frame); }
  static Read decode_unmasked_frame(const Bytes& frame) { return receive(client(), frame); }

  static Answer prepare(const Answer& close) { return close; }
  static Message encode_masked_frame(const Answer& close) { return send(client(), close); }
  static Message encode_unmasked_frame(const Answer& close) { return send(server(), close); }

  static bool check_utf8(std::string_view text) {
    websocketpp::utf8_validator::validator validator;
    return validator.decode(text.begin(), text.end()) && validator.complete();
  }

  struct Handshake {
    Read received;
    Message sent;
  };
  static Handshake shake_hands(const Bytes& frame) {
    Processor& processor = server();
    Handshake result{receive(processor, frame), {}};
    result.sent = send(processor, {true, result.received.code, {}});
    return result;
  }

  static Answer answer(const Read& read) {
    if (read.error) return {};
    return {true, read.code, read.reason};
  }
  static Answer answer(const Handshake& result) { return answer(result.received); }
  static Bytes sent(const Handshake& result) { return bytes(result.sent); }
  static Bytes bytes(const Message& message) {
    const std::string all = message->get_header() + message->get_payload();
    return {all.begin(), all.end()};
  }

 private:
  using Processor = websocketpp::processor::hybi13<Config>;

  static Processor& server() {
    static Processor processor(false, true, manager(), random());
    return processor;
  }
  static Processor& client() {
    static Processor processor(false, false, manager(), random());
    return processor;
  }
  static Config::con_msg_manager_type::ptr manager() {
    return websocketpp::lib::make_shared<Config::con_msg_manager_type>();
  }
  static Config::rng_type& random() {
    static Config::rng_type generator;
    return generator;
  }

  static Read read(const std::string& body) {
    Read result;
    result.code = websocketpp::close::extract_code(body, result.error);
    if (!result.error) result.reason = websocketpp::close::extract_reason(body, result.error);
    return result;
  }

  static Read receive(Processor& processor, const Bytes& frame) {
    Bytes bytes = frame;  // it unmasks in place, and the input is for others too
    websocketpp::lib::error_code error;
    processor.consume(bytes.data(), bytes.size(), error);
    if (error) return {0, {}, error};
    return read(processor.get_message()->get_payload());
  }

  static Message send(const Processor& processor, const Answer& close) {
    auto message = websocketpp::lib::make_shared<Config::message_type>(
        Config::message_type::con_msg_man_ptr(), websocketpp::frame::opcode::CLOSE);
    processor.prepare_close(static_cast<websocketpp::close::status::value>(close.code),
                            close.reason, message);
    return message;
  }
};

}  // namespace closeframe::bench
