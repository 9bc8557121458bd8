"""websockets, the asyncio library, as one endpoint of one connection. See README.md."""

# install: apt-get install python3-websockets
# roles: client server

import asyncio
import sys

import websockets
from websockets.version import version


async def act(connection, action, code=None, *reason):
    if action == "reply":
        await connection.wait_closed()
        return
    try:
        await connection.close(*([int(code), *reason] if code else []))
    except Exception as error:
        print("refused:", error)


async def client(port, *action):
    await act(await websockets.connect(f"ws://127.0.0.1:{port}/"), *action)


async def server(_port, *action):
    done = asyncio.Event()

    async def handle(connection, _path=None):
        await act(connection, *action)
        done.set()

    async with websockets.serve(handle, "127.0.0.1", 0) as listener:
        print(next(iter(listener.sockets)).getsockname()[1])
        await done.wait()


if sys.argv[1] == "version":
    print(version)
else:
    asyncio.run({"client": client, "server": server}[sys.argv[1]](*sys.argv[2:]))
