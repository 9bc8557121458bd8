// SPDX-License-Identifier: Apache-2.0
// What the compiler must not let a user do. test.sh compiles this once as it is, and once with each
// of the mistakes.
#include <closeframe/handshake.hpp>
#include <cstdint>
#include <span>
#include <string_view>

using namespace closeframe;

std::size_t use(std::string_view reason) { return reason.size(); }
std::size_t use(std::span<const std::uint8_t> bytes) { return bytes.size(); }

std::size_t misuse(std::span<const std::uint8_t> bytes, ClosingHandshake handshake) {
  const auto close = decode_body(bytes);
  const FrameResult frame = decode_frame(bytes, Role::server);
  if (!close || !frame.is_close()) return 0;
#if MISTAKE == 1  // the reason of a close that is gone
  return use(decode_body(bytes)->reason());
#elif MISTAKE == 2   // likewise
  return use(decode_frame(bytes, Role::server).close().reason());
#elif MISTAKE == 3   // likewise
  return use(Close::with(StatusCode::going_away, "back at noon").value().reason());
#elif MISTAKE == 4   // likewise
  return use(ClosingHandshake(handshake).connection_close()->reason);
#elif MISTAKE == 5   // the peer's close, of a handshake that is gone
  return use(ClosingHandshake(handshake).peer_close()->reason());
#elif MISTAKE == 6   // bytes to send are lost
  handshake.receive(bytes);
#elif MISTAKE == 7   // likewise
  handshake.close(Close{});
#elif MISTAKE == 8   // likewise
  encode_server_frame(*close);
#elif MISTAKE == 9   // a close is lost
  CloseFinder(Role::server).next(bytes);
#elif MISTAKE == 10  // a view of a frame that is gone
  const std::span view = encode_server_frame(*close);
  return use(view);
#elif MISTAKE == 11  // likewise: only clang warns
  const std::span<const std::uint8_t> view = encode_server_frame(*close);
  return use(view);
#endif
  return use(close->reason()) + use(frame.close().reason()) + use(encode_server_frame(*close)) +
         handshake.receive(bytes).to_send.size();
}
