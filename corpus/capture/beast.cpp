// Boost.Beast as one endpoint of one connection. See README.md.
// install: apt-get install libboost1.81-dev
// roles: client server

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/version.hpp>

#include <iostream>
#include <string>
#include <vector>

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using Connection = websocket::stream<asio::ip::tcp::socket>;
using Arguments = std::vector<std::string>;

static void act(Connection& connection, const Arguments& action)
{
    boost::beast::flat_buffer buffer;
    boost::beast::error_code error;
    if (action[0] == "reply") {
        connection.read(buffer, error);
        return;
    }
    try {
        websocket::close_reason reason;
        if (action.size() > 1) reason.code = static_cast<std::uint16_t>(std::stoi(action[1]));
        if (action.size() > 2) reason.reason = action[2];
        connection.close(reason, error);
    } catch (const std::exception& refusal) {
        std::cout << "refused: " << refusal.what() << std::endl;
    }
}

int main(int argc, char** argv)
{
    const Arguments arguments(argv + 1, argv + argc);
    if (arguments[0] == "version") {
        std::cout << BOOST_VERSION / 100000 << '.' << BOOST_VERSION / 100 % 1000 << '.' << BOOST_VERSION % 100 << '\n';
        return 0;
    }
    asio::io_context context;
    Connection connection(context);
    const auto loopback = asio::ip::address_v4::loopback();
    if (arguments[0] == "client") {
        const auto port = static_cast<unsigned short>(std::stoi(arguments[1]));
        connection.next_layer().connect({loopback, port});
        connection.handshake("127.0.0.1:" + arguments[1], "/");
    } else {
        asio::ip::tcp::acceptor acceptor(context, {loopback, 0});
        std::cout << acceptor.local_endpoint().port() << std::endl;
        acceptor.accept(connection.next_layer());
        connection.accept();
    }
    act(connection, {arguments.begin() + 2, arguments.end()});
}
