// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <closeframe/frame.hpp>
#include <cstdint>
#include <iostream>
#include <span>
#include <utility>

// What to do with bytes that a server sent: nothing thrown, nothing allocated, three answers.
void receive(std::span<const std::uint8_t> bytes) {
  const auto frame = closeframe::decode_frame(bytes, closeframe::Role::server);
  if (frame.is_incomplete()) {
    std::cout << "incomplete: wait for more\n";
  } else if (frame.is_error()) {
    std::cout << "fail the connection with " << std::to_underlying(answer_to(frame.error())) << ": "
              << to_string(frame.error()) << '\n';
  } else if (const auto code = frame.close().code()) {
    std::cout << name(*code) << ": " << frame.close().reason() << " (" << frame.size()
              << " bytes)\n";
  } else {
    std::cout << "closed without a status code\n";
  }
}

int main() {
  using closeframe::Close;
  using closeframe::StatusCode;

  const auto close = Close::with(StatusCode::going_away, "back at noon");
  const auto frame = encode_server_frame(close.value());
  receive(frame);
  receive(std::span(frame).first(5));
  receive(std::to_array<std::uint8_t>({0x88, 0x02, 0x03, 0xED}));  // 1005

  const auto refused = Close::with(StatusCode::no_status_received);
  if (!refused) std::cout << "not sent: " << to_string(refused.error()) << '\n';
}
