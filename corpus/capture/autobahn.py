"""Autobahn|Python on asyncio as one endpoint of one connection. See README.md."""

# install: apt-get install python3-autobahn
# roles: client server

import asyncio
import sys

import autobahn
from autobahn.asyncio import websocket


class Endpoint:
    """What client and server do alike, once the connection is open."""

    def onOpen(self):
        action, *status = sys.argv[3:]
        if action == "reply":
            return
        try:
            self.sendClose(*([int(status[0]), *status[1:]] if status else []))
        except Exception as error:
            print("refused:", error)
            self.factory.loop.stop()

    def onClose(self, was_clean, code, reason):
        self.factory.loop.stop()


class Client(Endpoint, websocket.WebSocketClientProtocol):
    pass


class Server(Endpoint, websocket.WebSocketServerProtocol):
    pass


def run(role, port):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    if role == "client":
        factory = websocket.WebSocketClientFactory(f"ws://127.0.0.1:{port}/", loop=loop)
        factory.protocol = Client
        loop.run_until_complete(loop.create_connection(factory, "127.0.0.1", int(port)))
    else:
        factory = websocket.WebSocketServerFactory(loop=loop)
        factory.protocol = Server
        listener = loop.run_until_complete(loop.create_server(factory, "127.0.0.1", 0))
        print(listener.sockets[0].getsockname()[1])
    loop.run_forever()


if sys.argv[1] == "version":
    print(autobahn.__version__)
else:
    run(*sys.argv[1:3])
