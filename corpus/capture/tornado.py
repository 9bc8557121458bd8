"""Tornado's WebSocket client and server as one endpoint of one connection. See README.md."""

# install: apt-get install python3-tornado
# roles: client server

import asyncio
import sys

import tornado
from tornado import httpserver, netutil, web, websocket


def act(connection, action, code=None, *reason):
    """False if the API refused."""
    if action == "reply":
        return True
    try:
        connection.close(*([int(code), *reason] if code else []))
        return True
    except Exception as error:
        print("refused:", error)
        return False


async def client(port, *action):
    connection = await websocket.websocket_connect(f"ws://127.0.0.1:{port}/")
    if act(connection, *action):
        await connection.read_message()


async def server(_port, *action):
    done = asyncio.Event()

    class Handler(websocket.WebSocketHandler):
        def open(self):
            if not act(self, *action):
                done.set()

        def on_message(self, message):
            pass

        def on_close(self):
            done.set()

    sockets = netutil.bind_sockets(0, "127.0.0.1")
    httpserver.HTTPServer(web.Application([("/", Handler)])).add_sockets(sockets)
    print(sockets[0].getsockname()[1])
    await done.wait()


if sys.argv[1] == "version":
    print(tornado.version)
else:
    asyncio.run({"client": client, "server": server}[sys.argv[1]](*sys.argv[2:]))
