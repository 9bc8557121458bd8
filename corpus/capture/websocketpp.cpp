// WebSocket++ on Boost.Asio as one endpoint of one connection. See README.md.
// install: apt-get install libwebsocketpp-dev libboost1.81-dev
// roles: client server

#include <websocketpp/client.hpp>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/config/asio_no_tls_client.hpp>
#include <websocketpp/server.hpp>
#include <websocketpp/version.hpp>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

using Arguments = std::vector<std::string>;

template <typename Endpoint>
static void prepare(Endpoint& endpoint, const Arguments& action)
{
    endpoint.clear_access_channels(websocketpp::log::alevel::all);
    endpoint.clear_error_channels(websocketpp::log::elevel::all);
    endpoint.init_asio();
    endpoint.set_close_handler([&](websocketpp::connection_hdl) { endpoint.stop(); });
    endpoint.set_open_handler([&](websocketpp::connection_hdl connection) {
        if (action[0] == "reply") return;
        const int code = action.size() > 1 ? std::stoi(action[1]) : websocketpp::close::status::blank;
        websocketpp::lib::error_code error;
        endpoint.close(connection, static_cast<std::uint16_t>(code), action.size() > 2 ? action[2] : "", error);
        if (!error) return;
        std::cout << "refused: " << error.message() << std::endl;
        std::exit(0);
    });
}

static void run_client(const std::string& port, const Arguments& action)
{
    websocketpp::client<websocketpp::config::asio_client> client;
    prepare(client, action);
    websocketpp::lib::error_code error;
    client.connect(client.get_connection("ws://127.0.0.1:" + port + "/", error));
    client.run();
}

static void run_server(const Arguments& action)
{
    websocketpp::server<websocketpp::config::asio> server;
    prepare(server, action);
    websocketpp::lib::asio::error_code error;
    server.listen("127.0.0.1", "0");
    server.start_accept();
    std::cout << server.get_local_endpoint(error).port() << std::endl;
    server.run();
}

int main(int argc, char** argv)
{
    const Arguments arguments(argv + 1, argv + argc);
    if (arguments[0] == "version") {
        std::cout << websocketpp::major_version << '.' << websocketpp::minor_version << '.'
                  << websocketpp::patch_version << '\n';
        return 0;
    }
    const Arguments action(arguments.begin() + 2, arguments.end());
    arguments[0] == "client" ? run_client(arguments[1], action) : run_server(action);
}
