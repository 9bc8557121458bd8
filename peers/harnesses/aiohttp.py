"""aiohttp, a library of Python with asyncio."""

# install: apt-get install python3-aiohttp
# roles: client server

import sys

sys.path.append(sys.path.pop(0))  # this folder last: this file is called as what it imports

import aiohttp
import harness
from aiohttp import WSMsgType, web

LAST = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)


async def follow(said, connection):
    said.opened()
    close = harness.named(connection.close, "code", "message")
    while (message := await connection.receive()).type not in LAST:
        await said.obey_async(message.data, close, as_bytes=True)
    is_close = message.type == WSMsgType.CLOSE
    said.told(connection.close_code, message.extra if is_close else None)


async def serve(request):
    said = harness.Connection(request.path)
    connection = web.WebSocketResponse(compress=False)
    with said.surviving():
        await connection.prepare(request)
        await follow(said, connection)
    return connection


async def listen():
    application = web.Application()
    application.router.add_get("/{connection}", serve)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner.addresses[0][1]


async def connect(said, url):
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as connection:
        await follow(said, connection)


harness.run("aiohttp", aiohttp.__version__, listen, connect, changed=["compression off"])
