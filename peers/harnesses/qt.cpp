// SPDX-License-Identifier: Apache-2.0
// QWebSocket and QWebSocketServer of Qt.
// install: apt-get install qt6-websockets-dev nlohmann-json3-dev
// roles: client server
// build: g++ -std=c++17 -fPIC -o @BINARY@ @SOURCE@ $(pkg-config --cflags --libs Qt6WebSockets)

#include <QCoreApplication>
#include <QStringDecoder>
#include <QUrl>
#include <QWebSocket>
#include <QWebSocketServer>

#include "harness.hpp"

using harness::say;

void close(QWebSocket& socket, const std::string& name, const harness::Wish& wish) {
  QStringDecoder decoder(QStringConverter::Utf8, QStringConverter::Flag::Stateless |
                                                     QStringConverter::Flag::ConvertInitialBom);
  const QString reason = decoder(QByteArray::fromStdString(wish.reason));
  if (decoder.hasError()) return say("refused", name, {{"why", "cannot be expressed"}});
  say("asked", name);  // before, since it may tell before it returns
  if (wish.code)
    socket.close(static_cast<QWebSocketProtocol::CloseCode>(*wish.code), reason);
  else
    socket.close();
}

void follow(QWebSocket* socket, const std::string& name) {
  say("open", name);
  QObject::connect(socket, &QWebSocket::textMessageReceived, [=](const QString& message) {
    if (const auto wish = harness::read_wish(message.toStdString())) close(*socket, name, *wish);
  });
  QObject::connect(socket, &QWebSocket::disconnected, [=] {
    const auto reason = harness::to_hex(socket->closeReason().toStdString());
    say("told", name, {{"code", static_cast<unsigned>(socket->closeCode())}, {"reason", reason}});
    socket->deleteLater();
  });
}

void connect(const harness::Address& address) {
  auto* const socket = new QWebSocket;
  const auto opening = QObject::connect(
      socket, QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error), [=] {
        say("failed", address.connection, {{"why", socket->errorString().toStdString()}});
        socket->deleteLater();
      });
  QObject::connect(socket, &QWebSocket::connected, [=] {
    QObject::disconnect(opening);
    follow(socket, address.connection);
  });
  socket->open(QUrl(QString("ws://127.0.0.1:%1/%2")
                        .arg(address.port)
                        .arg(QString::fromStdString(address.connection))));
}

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  harness::json about{{"implementation", "qt"}, {"version", qVersion()}, {"language", "C++"}};
  QWebSocketServer server("harness", QWebSocketServer::NonSecureMode);
  if (argv[1] == std::string("server")) {
    server.listen(QHostAddress::LocalHost);
    about["port"] = server.serverPort();
    QObject::connect(&server, &QWebSocketServer::newConnection, [&server] {
      while (QWebSocket* const socket = server.nextPendingConnection())
        follow(socket, socket->requestUrl().path().mid(1).toStdString());
    });
  }
  harness::ready(about);
  harness::beside([&application] {
    harness::read_orders([&application](const harness::Address& address) {
      QMetaObject::invokeMethod(&application, [address] { connect(address); });
    });
  });
  return QCoreApplication::exec();
}
