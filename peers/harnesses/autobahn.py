"""Autobahn|Python, on asyncio."""

# install: apt-get install python3-autobahn
# roles: client server

import asyncio
import logging
import sys

sys.path.append(sys.path.pop(0))  # this folder last: this file is called as what it imports

import autobahn
import harness
from autobahn.asyncio import websocket

# The limits are one second, of clocks that run up to one second early: they would strike at random.
UNHURRIED = {"closeHandshakeTimeout": 0}


class Endpoint:
    """What client and server do alike."""

    def onOpen(self):
        self.said.opened()

    def onMessage(self, payload, is_binary):
        if not is_binary:
            self.said.obey(payload.decode(), self.sendClose)

    def onClose(self, was_clean, code, reason):
        self.said.told(code, reason, was_clean)


class Client(Endpoint, websocket.WebSocketClientProtocol):
    pass


class Server(Endpoint, websocket.WebSocketServerProtocol):
    def onConnect(self, request):
        self.said = harness.Connection(request.path)


async def listen():
    factory = websocket.WebSocketServerFactory()
    factory.protocol = Server
    factory.setProtocolOptions(**UNHURRIED)
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0)
    return server.sockets[0].getsockname()[1]


async def connect(said, url):
    factory = websocket.WebSocketClientFactory(url)
    factory.protocol = type("Client", (Client,), {"said": said})
    factory.setProtocolOptions(**UNHURRIED, serverConnectionDropTimeout=0)
    await asyncio.get_running_loop().create_connection(factory, factory.host, factory.port)


logging.disable()  # it writes a line for each connection that fails
changed = ["no time limit of the closing handshake"]
harness.run("autobahn", autobahn.__version__, listen, connect, changed)
