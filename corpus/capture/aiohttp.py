"""aiohttp's WebSocket client and server as one endpoint of one connection. See README.md."""

# install: apt-get install python3-aiohttp
# roles: client server

import asyncio
import sys

import aiohttp
from aiohttp import web


async def act(connection, action, code=None, reason=""):
    if action == "reply":
        async for _ in connection:
            pass
        return
    try:
        status = {"code": int(code), "message": reason.encode()} if code else {}
        await connection.close(**status)
    except Exception as error:
        print("refused:", error)


async def client(port, *action):
    async with aiohttp.ClientSession() as session:
        await act(await session.ws_connect(f"http://127.0.0.1:{port}/"), *action)


async def server(_port, *action):
    done = asyncio.Event()

    async def handle(request):
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        await act(connection, *action)
        done.set()
        return connection

    application = web.Application()
    application.router.add_get("/", handle)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1])
    await done.wait()


if sys.argv[1] == "version":
    print(aiohttp.__version__)
else:
    asyncio.run({"client": client, "server": server}[sys.argv[1]](*sys.argv[2:]))
