"""websockets, the asyncio library of Python."""

# install: apt-get install python3-websockets
# roles: client server

import asyncio
import sys

sys.path.append(sys.path.pop(0))  # this folder last: this file is called as what it imports

import harness
import websockets
from websockets.version import version


async def follow(said, connection):
    said.opened()
    closing = []
    clean = None
    try:
        async for message in connection:
            closing.append(asyncio.create_task(said.obey_async(message, connection.close)))
        clean = True
    except websockets.ConnectionClosedError:
        pass  # which says neither that it was clean nor that it was not
    await asyncio.gather(*closing)
    said.told(connection.close_code, connection.close_reason, clean)


async def serve(connection, path):
    said = harness.Connection(path)
    with said.surviving():
        await follow(said, connection)


async def listen():
    server = await websockets.serve(serve, "127.0.0.1", 0, compression=None)
    return server.sockets[0].getsockname()[1]


async def connect(said, url):
    async with websockets.connect(url, compression=None) as connection:
        await follow(said, connection)


harness.run("websockets", version, listen, connect, changed=["compression off"])
