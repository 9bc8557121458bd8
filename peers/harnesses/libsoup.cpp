// SPDX-License-Identifier: Apache-2.0
// libsoup, of C, on GLib's main loop. What it refuses it says as a critical warning of GLib.
// install: apt-get install libsoup-3.0-dev nlohmann-json3-dev
// roles: client server
// build: g++ -std=c++17 -O0 -pthread -o @BINARY@ @SOURCE@ $(pkg-config --cflags --libs libsoup-3.0)

#include <libsoup/soup.h>

#include <memory>

#include "harness.hpp"

using harness::say;

std::string critical_warning;  ///< the last one

void keep_warning(const char*, GLogLevelFlags, const char* message, void*) {
  critical_warning = message;
}

void close(SoupWebsocketConnection* connection, const std::string& name,
           const harness::Wish& wish) {
  // The reason is a string that ends at a NUL.
  if (wish.reason.find('\0') != std::string::npos)
    return say("refused", name, {{"why", "cannot be expressed"}});
  critical_warning.clear();
  // "If code is SOUP_WEBSOCKET_CLOSE_NO_STATUS a close message with no body is sent."
  soup_websocket_connection_close(connection, wish.code.value_or(SOUP_WEBSOCKET_CLOSE_NO_STATUS),
                                  wish.reason.empty() ? nullptr : wish.reason.c_str());
  if (critical_warning.empty()) return say("asked", name);
  say("refused", name, {{"why", critical_warning}});
}

void on_message(SoupWebsocketConnection* connection, int type, GBytes* message, std::string* name) {
  std::size_t size = 0;
  const char* const data = static_cast<const char*>(g_bytes_get_data(message, &size));
  if (type != SOUP_WEBSOCKET_DATA_TEXT || size == 0) return;
  if (const auto wish = harness::read_wish({data, size})) close(connection, *name, *wish);
}

void on_error(SoupWebsocketConnection* connection, GError*, void*) {
  g_object_set_data(G_OBJECT(connection), "has failed", connection);
}

/// After an error, the code that can be had is that of the frame which was the error.
void on_closed(SoupWebsocketConnection* connection, std::string* name) {
  harness::json told = harness::json::object();
  if (g_object_get_data(G_OBJECT(connection), "has failed") == nullptr) {
    told["code"] = soup_websocket_connection_get_close_code(connection);
    if (const char* const reason = soup_websocket_connection_get_close_data(connection))
      told["reason"] = harness::to_hex(reason);
  }
  say("told", *name, told);
  g_object_unref(connection);
}

/// Takes over the reference.
void follow(SoupWebsocketConnection* connection, const std::string& path) {
  auto* const name = new std::string(path);
  g_object_set_data_full(G_OBJECT(connection), "name", name,
                         [](void* data) { delete static_cast<std::string*>(data); });
  g_signal_connect(connection, "message", G_CALLBACK(on_message), name);
  g_signal_connect(connection, "error", G_CALLBACK(on_error), nullptr);
  g_signal_connect(connection, "closed", G_CALLBACK(on_closed), name);
  say("open", *name);
}

void on_accepted(SoupServer*, SoupServerMessage*, const char* path,
                 SoupWebsocketConnection* connection, void*) {
  follow(SOUP_WEBSOCKET_CONNECTION(g_object_ref(connection)), path + 1);
}

void on_connected(GObject* session, GAsyncResult* result, void* data) {
  auto* const message = static_cast<SoupMessage*>(data);
  const std::string name = g_uri_get_path(soup_message_get_uri(message)) + 1;
  GError* error = nullptr;
  auto* const connection =
      soup_session_websocket_connect_finish(SOUP_SESSION(session), result, &error);
  if (connection) {
    follow(connection, name);
  } else {
    say("failed", name, {{"why", error->message}});
    g_error_free(error);
  }
  g_object_unref(message);
}

void connect(SoupSession* session, const harness::Address& address) {
  const auto url = "ws://127.0.0.1:" + std::to_string(address.port) + "/" + address.connection;
  auto* const message = soup_message_new(SOUP_METHOD_GET, url.c_str());
  soup_session_websocket_connect_async(session, message, nullptr, nullptr, G_PRIORITY_DEFAULT,
                                       nullptr, on_connected, message);
}

int main(int, char** argv) {
  g_log_set_handler("libsoup", G_LOG_LEVEL_CRITICAL, keep_warning, nullptr);
  const auto version = std::to_string(soup_get_major_version()) + '.' +
                       std::to_string(soup_get_minor_version()) + '.' +
                       std::to_string(soup_get_micro_version());
  harness::json about{{"implementation", "libsoup"},
                      {"version", version},
                      {"language", "C"},
                      {"changed", {"compression off"}}};
  SoupSession* const session = soup_session_new();
  soup_session_remove_feature_by_type(session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  SoupServer* const server = soup_server_new(nullptr, nullptr);
  soup_server_remove_websocket_extension(server, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  if (argv[1] == std::string("server")) {
    soup_server_add_websocket_handler(server, nullptr, nullptr, nullptr, on_accepted, nullptr,
                                      nullptr);
    soup_server_listen_local(server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, nullptr);
    GSList* const uris = soup_server_get_uris(server);
    about["port"] = g_uri_get_port(static_cast<GUri*>(uris->data));
  }
  harness::ready(about);
  harness::beside([session] {
    harness::read_orders([session](const harness::Address& address) {
      struct Order {
        SoupSession* session;
        harness::Address address;
      };
      g_idle_add_once(
          [](void* data) {
            const std::unique_ptr<Order> order(static_cast<Order*>(data));
            connect(order->session, order->address);
          },
          new Order{session, address});
    });
  });
  g_main_loop_run(g_main_loop_new(nullptr, FALSE));
}
