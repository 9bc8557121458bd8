"""Tornado, a library of Python."""

# install: apt-get install python3-tornado
# roles: client server

import sys

sys.path.append(sys.path.pop(0))  # this folder last: this file is called as what it imports

import harness
import tornado
from tornado import httpserver, netutil, web, websocket


class Handler(websocket.WebSocketHandler):
    def open(self, path):
        self.said = harness.Connection(path)
        self.said.opened()

    def on_message(self, message):
        self.said.obey(message, self.close)

    def on_close(self):
        self.said.told(self.close_code, self.close_reason)


async def listen():
    sockets = netutil.bind_sockets(0, "127.0.0.1")
    httpserver.HTTPServer(web.Application([("/(.*)", Handler)])).add_sockets(sockets)
    return sockets[0].getsockname()[1]


async def connect(said, url):
    connection = await websocket.websocket_connect(url)
    said.opened()
    while (message := await connection.read_message()) is not None:
        said.obey(message, connection.close)
    said.told(connection.close_code, connection.close_reason)


harness.run("tornado", tornado.version, listen, connect)
