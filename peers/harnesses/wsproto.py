"""wsproto, which does no I/O: the transport is the harness's own."""

# install: apt-get install python3-wsproto
# roles: client server

import asyncio
import sys
from contextlib import suppress

sys.path.append(sys.path.pop(0))  # this folder last: this file is called as what it imports

import harness
import wsproto
from wsproto.connection import CLIENT, SERVER, ConnectionState
from wsproto.events import AcceptConnection, CloseConnection, Ping, Request, TextMessage

OPEN, REMOTE_CLOSING = ConnectionState.OPEN, ConnectionState.REMOTE_CLOSING


async def read(reader):
    with suppress(ConnectionError):  # a reset is an end like another
        return await reader.read(65536)
    return b""


async def follow(protocol, reader, writer, said=None):
    def send(event):
        writer.write(protocol.send(event))

    def close(*asked):
        if not asked:
            raise harness.CannotBeExpressed  # a close must have a code
        send(CloseConnection(*asked))

    text = ""
    while protocol.state is not ConnectionState.CLOSED:
        protocol.receive_data(await read(reader) or None)
        for event in protocol.events():
            if isinstance(event, Request):
                said = harness.Connection(event.target)
                send(AcceptConnection())
                said.opened()
            elif isinstance(event, AcceptConnection):
                said.opened()
            elif isinstance(event, TextMessage):
                text += event.data
                if event.message_finished:
                    said.obey(text, close)
                    text = ""
            elif isinstance(event, Ping) and protocol.state is OPEN:
                send(event.response())
            elif isinstance(event, CloseConnection):
                said.told(event.code, event.reason)
                if protocol.state in (OPEN, REMOTE_CLOSING):
                    send(event.response())
                return


async def serve(reader, writer):
    await follow(wsproto.WSConnection(SERVER), reader, writer)
    writer.close()


async def listen():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server.sockets[0].getsockname()[1]


async def connect(said, url):
    reader, writer = await asyncio.open_connection(*harness.address_of(url))
    protocol = wsproto.WSConnection(CLIENT)
    writer.write(protocol.send(Request(host="127.0.0.1", target="/" + said.name)))
    await follow(protocol, reader, writer, said)
    while await read(reader):  # it is the server that ends the transport first
        pass
    writer.close()


harness.run("wsproto", wsproto.__version__, listen, connect)
