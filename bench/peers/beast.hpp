// SPDX-License-Identifier: Apache-2.0
// Boost.Beast. It has no public codec: these are the parts its stream reads and writes a close
// with. The header of a frame is parsed inside of its stream, so here nobody checks it.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/endian/conversion.hpp>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "../workloads.hpp"

namespace closeframe::bench {

struct Beast {
  static constexpr const char* name = "Boost.Beast";
  static constexpr const char* note =
      "its internal parts; a received header and a sent close are not checked; no handshake "
      "without I/O";
  static constexpr bool checks_body = true;

  struct Read {
    boost::beast::websocket::close_reason close;
    boost::beast::error_code error;
  };

  static Read decode_body(const Bytes& body) { return read(boost::asio::buffer(body)); }
  static Read decode_masked_frame(const Bytes& frame) {
    // It unmasks in place, and the input is for others too.
    std::uint8_t body[125];
    const boost::asio::mutable_buffer unmasked(body, frame.size() - 6);
    boost::asio::buffer_copy(unmasked, boost::asio::buffer(frame) + 6);
    std::uint32_t key;
    std::memcpy(&key, frame.data() + 2, sizeof key);
    mask(unmasked, boost::endian::little_to_native(key));
    return read(unmasked);
  }
  static Read decode_unmasked_frame(const Bytes& frame) {
    return read(boost::asio::buffer(frame) + 2);
  }

  static boost::beast::websocket::close_reason prepare(const Answer& close) {
    return {static_cast<boost::beast::websocket::close_code>(close.code), close.reason};
  }
  using Buffer = boost::beast::flat_static_buffer<131>;
  static Buffer encode_masked_frame(const boost::beast::websocket::close_reason& close) {
    return encode(close, true);
  }
  static Buffer encode_unmasked_frame(const boost::beast::websocket::close_reason& close) {
    return encode(close, false);
  }

  static bool check_utf8(std::string_view text) {
    return boost::beast::websocket::detail::check_utf8(text.data(), text.size());
  }

  static Answer answer(const Read& read) {
    if (read.error) return {};
    return {true, read.close.code, std::string(read.close.reason.data(), read.close.reason.size())};
  }
  static std::span<const std::uint8_t> bytes(const Buffer& buffer) {
    return {static_cast<const std::uint8_t*>(buffer.data().data()), buffer.size()};
  }

 private:
  static void mask(boost::asio::mutable_buffer data, std::uint32_t key) {
    boost::beast::websocket::detail::prepared_key prepared;
    boost::beast::websocket::detail::prepare_key(prepared, key);
    boost::beast::websocket::detail::mask_inplace(data, prepared);
  }

  static Read read(boost::asio::const_buffer body) {
    Read result;
    boost::beast::websocket::detail::read_close(result.close, body, result.error);
    return result;
  }

  static Buffer encode(const boost::beast::websocket::close_reason& close, bool masked) {
    boost::beast::websocket::detail::frame_header header{};
    header.op = boost::beast::websocket::detail::opcode::close;
    header.fin = true;
    header.mask = masked;
    header.key = 0x3D21FA37;
    header.len = 2 + close.reason.size();

    Buffer buffer;
    boost::beast::websocket::detail::write<boost::beast::flat_static_buffer_base>(buffer, header);
    const auto body = buffer.prepare(header.len);
    const std::uint16_t code = boost::endian::native_to_big(close.code);
    boost::asio::buffer_copy(body, boost::asio::buffer(&code, sizeof code));
    boost::asio::buffer_copy(body + sizeof code,
                             boost::asio::buffer(close.reason.data(), close.reason.size()));
    if (masked) mask(body, header.key);
    buffer.commit(header.len);
    return buffer;
  }
};

}  // namespace closeframe::bench
