// SPDX-License-Identifier: Apache-2.0
// libwebsockets, of C. Its application closes a connection by what its callback returns, so it has
// no say after that; no extensions are its default.
// install: apt-get install libwebsockets-dev nlohmann-json3-dev
// roles: client server
// build: g++ -std=c++17 -O0 -pthread -o @BINARY@ @SOURCE@ -lwebsockets

#include <libwebsockets.h>

#include <deque>

#include "harness.hpp"

using harness::say;

struct Connection {
  std::string name;
  std::string message;  ///< as much of it as has arrived
  std::optional<unsigned> code;
  std::optional<std::string> reason;
};

/// Addresses that a client has yet to connect to.
std::mutex mutex;
std::deque<harness::Address> orders;

void connect(lws_context* context, const harness::Address& address) {
  const std::string path = "/" + address.connection;
  lws_client_connect_info info{};
  info.context = context;
  info.address = info.host = info.origin = "127.0.0.1";
  info.port = address.port;
  info.path = path.c_str();
  info.local_protocol_name = "harness";
  info.opaque_user_data = new Connection{address.connection, {}, {}, {}};
  lws_client_connect_via_info(&info);
}

std::string path_of(lws* wsi) {
  char path[256] = "/";
  lws_hdr_copy(wsi, path, sizeof path, WSI_TOKEN_GET_URI);
  return path + 1;
}

/// What the callback is to return. Without a code there would be no close frame at all.
int close(lws* wsi, const Connection& connection, harness::Wish wish) {
  if (!wish.code) {
    say("refused", connection.name, {{"why", "cannot be expressed"}});
    return 0;
  }
  lws_close_reason(wsi, static_cast<lws_close_status>(*wish.code),
                   reinterpret_cast<unsigned char*>(wish.reason.data()), wish.reason.size());
  say("asked", connection.name);
  return -1;
}

int receive(lws* wsi, Connection& connection, const std::string& part) {
  connection.message += part;
  if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi) != 0) return 0;
  const auto wish = harness::read_wish(std::exchange(connection.message, ""));
  return wish && !lws_frame_is_binary(wsi) ? close(wsi, connection, *wish) : 0;
}

void tell(const Connection& connection) {
  harness::json told = harness::json::object();
  if (connection.code) told["code"] = *connection.code;
  if (connection.reason) told["reason"] = harness::to_hex(*connection.reason);
  say("told", connection.name, told);
}

int on_event(lws* wsi, lws_callback_reasons event, void*, void* in, size_t size) {
  const std::string bytes = in ? std::string(static_cast<char*>(in), size) : "";
  auto* connection = static_cast<Connection*>(lws_get_opaque_user_data(wsi));
  switch (event) {
    case LWS_CALLBACK_ESTABLISHED:
      connection = new Connection{path_of(wsi), {}, {}, {}};
      lws_set_opaque_user_data(wsi, connection);
      [[fallthrough]];
    case LWS_CALLBACK_CLIENT_ESTABLISHED: say("open", connection->name); break;
    case LWS_CALLBACK_RECEIVE:
    case LWS_CALLBACK_CLIENT_RECEIVE: return receive(wsi, *connection, bytes);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:  // the body as it came
      if (size >= 2)
        connection->code =
            static_cast<std::uint8_t>(bytes[0]) << 8 | static_cast<std::uint8_t>(bytes[1]);
      connection->reason = bytes.substr(size >= 2 ? 2 : size);
      break;
    case LWS_CALLBACK_CLOSED:
    case LWS_CALLBACK_CLIENT_CLOSED:
      tell(*connection);
      delete connection;
      break;
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
      say("failed", connection->name, {{"why", bytes}});
      delete connection;
      break;
    case LWS_CALLBACK_EVENT_WAIT_CANCELLED: {
      const std::lock_guard guard(mutex);
      for (; !orders.empty(); orders.pop_front()) connect(lws_get_context(wsi), orders.front());
      break;
    }
    default: break;
  }
  return 0;
}

int main(int, char** argv) {
  const bool is_server = argv[1] == std::string("server");
  lws_set_log_level(0, nullptr);
  const lws_protocols protocols[] = {{"harness", on_event, 0, 0, 0, nullptr, 0}, {}};
  lws_context_creation_info info{};
  info.port = is_server ? 0 : CONTEXT_PORT_NO_LISTEN;
  info.iface = "127.0.0.1";
  info.protocols = protocols;
  info.vhost_name = "harness";
  lws_context* const context = lws_create_context(&info);
  const std::string version = lws_get_library_version();
  harness::json about{{"implementation", "libwebsockets"},
                      {"version", version.substr(0, version.find('-'))},
                      {"language", "C"}};
  if (is_server)
    about["port"] = lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "harness"));
  harness::ready(about);
  harness::beside([context] {
    while (lws_service(context, 0) >= 0) {
    }
  });
  harness::read_orders([context](const harness::Address& address) {
    const std::lock_guard guard(mutex);
    orders.push_back(address);
    lws_cancel_service(context);
  });
}
