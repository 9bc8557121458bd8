// SPDX-License-Identifier: Apache-2.0
// wslay: frames by its frame layer, which leaves what is in a body to others; the handshake by its
// event layer, which does all.
#pragma once

#include <wslay/wslay.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>

#include "../workloads.hpp"

namespace closeframe::bench {

struct Wslay {
  static constexpr const char* name = "wslay";
  static constexpr const char* note =
      "frames: neither code nor UTF-8 is checked; handshake: all, with a context set up for it";
  static constexpr bool checks_body = false;

  /// Bytes that own themselves.
  struct Buffer {
    std::array<std::uint8_t, 131> bytes;
    std::size_t size = 0;
  };

  static Buffer decode_masked_frame(const Bytes& frame) { return receive(server(), frame); }
  static Buffer decode_unmasked_frame(const Bytes& frame) { return receive(client(), frame); }

  static Bytes prepare(const Answer& close) {
    Bytes body{static_cast<std::uint8_t>(close.code >> 8), static_cast<std::uint8_t>(close.code)};
    body.insert(body.end(), close.reason.begin(), close.reason.end());
    return body;
  }
  static Buffer encode_masked_frame(const Bytes& body) { return send(client(), body, true); }
  static Buffer encode_unmasked_frame(const Bytes& body) { return send(server(), body, false); }

  struct Handshake {
    Answer received;
    Buffer sent;
  };
  static Handshake shake_hands(const Bytes& frame) {
    Io io{frame, {}, {}};
    wslay_event_callbacks callbacks{};
    callbacks.recv_callback = [](wslay_event_context_ptr context, std::uint8_t* to,
                                 std::size_t size, int, void* user) -> ssize_t {
      const std::size_t count = static_cast<Io*>(user)->read(to, size);
      if (count == 0) wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
      return count == 0 ? -1 : static_cast<ssize_t>(count);
    };
    callbacks.send_callback = [](wslay_event_context_ptr, const std::uint8_t* from,
                                 std::size_t size, int, void* user) -> ssize_t {
      return static_cast<Io*>(user)->write(from, size);
    };
    callbacks.on_msg_recv_callback = [](wslay_event_context_ptr,
                                        const wslay_event_on_msg_recv_arg* message, void* user) {
      const auto* text = reinterpret_cast<const char*>(message->msg);
      const std::size_t code_size = message->msg_length == 0 ? 0 : 2;
      static_cast<Io*>(user)->received = {
          true, message->status_code, {text + code_size, message->msg_length - code_size}};
    };
    wslay_event_context_ptr context;
    wslay_event_context_server_init(&context, &callbacks, &io);
    wslay_event_recv(context);
    wslay_event_send(context);
    wslay_event_context_free(context);
    return {std::move(io.received), io.written};
  }

  static Answer answer(const Buffer& body) {
    const std::string bytes(body.bytes.begin(), body.bytes.begin() + body.size);
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
    return {true, body.size < 2 ? 0u : byte(0) * 256u + byte(1), bytes.substr(2)};
  }
  static Answer answer(const Handshake& result) { return result.received; }
  static std::span<const std::uint8_t> sent(const Handshake& result) { return bytes(result.sent); }
  static std::span<const std::uint8_t> bytes(const Buffer& buffer) {
    return std::span(buffer.bytes).first(buffer.size);
  }

 private:
  struct Io {
    std::span<const std::uint8_t> unread;
    Buffer written;
    Answer received;

    std::size_t read(std::uint8_t* to, std::size_t size) {
      const std::size_t count = std::min(size, unread.size());
      std::memcpy(to, unread.data(), count);
      unread = unread.subspan(count);
      return count;
    }
    ssize_t write(const std::uint8_t* from, std::size_t size) {
      std::memcpy(written.bytes.data() + written.size, from, size);
      written.size += size;
      return static_cast<ssize_t>(size);
    }
  };

  /// A frame context for as long as the program runs, as a connection would have it.
  struct FrameContext {
    Io io{};
    wslay_frame_context_ptr context = nullptr;

    FrameContext() {
      wslay_frame_callbacks callbacks{};
      callbacks.recv_callback = [](std::uint8_t* to, std::size_t size, int, void* user) -> ssize_t {
        return static_cast<ssize_t>(static_cast<Io*>(user)->read(to, size));
      };
      callbacks.send_callback = [](const std::uint8_t* from, std::size_t size, int,
                                   void* user) -> ssize_t {
        return static_cast<Io*>(user)->write(from, size);
      };
      callbacks.genmask_callback = [](std::uint8_t* to, std::size_t size, void*) {
        std::memcpy(to, "\x37\xFA\x21\x3D", size);
        return 0;
      };
      wslay_frame_context_init(&context, &callbacks, &io);
    }
    ~FrameContext() { wslay_frame_context_free(context); }
  };

  // A side each: once it has masked, a context goes on masking.
  static FrameContext& client() {
    static FrameContext context;
    return context;
  }
  static FrameContext& server() {
    static FrameContext context;
    return context;
  }

  static Buffer receive(FrameContext& side, const Bytes& frame) {
    side.io.unread = frame;
    wslay_frame_iocb part{};
    Buffer body;
    do {
      const ssize_t size = wslay_frame_recv(side.context, &part);
      if (size < 0) break;
      std::memcpy(body.bytes.data() + body.size, part.data, static_cast<std::size_t>(size));
      body.size += static_cast<std::size_t>(size);
    } while (body.size < part.payload_length);
    return body;
  }

  static Buffer send(FrameContext& side, const Bytes& body, bool masked) {
    side.io.written.size = 0;
    wslay_frame_iocb frame{};
    frame.fin = 1;
    frame.opcode = WSLAY_CONNECTION_CLOSE;
    frame.payload_length = body.size();
    frame.mask = masked;
    frame.data = body.data();
    frame.data_length = body.size();
    wslay_frame_send(side.context, &frame);
    return side.io.written;
  }
};

}  // namespace closeframe::bench
