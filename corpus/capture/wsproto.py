"""wsproto, which does no I/O of its own, as one endpoint of one connection. See README.md."""

# install: apt-get install python3-wsproto
# roles: client server

import socket
import sys

import wsproto
from wsproto.events import AcceptConnection, CloseConnection, Request


def events(peer, protocol):
    """What comes in, until the peer ends the TCP connection."""
    while data := peer.recv(4096):
        protocol.receive_data(data)
        yield from protocol.events()


def act(peer, protocol, stream, action, code=1000, *reason):
    if action == "reply":
        for event in stream:
            if isinstance(event, CloseConnection):
                peer.sendall(protocol.send(event.response()))
        return
    try:
        peer.sendall(protocol.send(CloseConnection(int(code), *reason)))
    except Exception as error:
        print("refused:", error)
        return
    for _ in stream:
        pass


def client(port, *action):
    peer = socket.create_connection(("127.0.0.1", int(port)))
    protocol = wsproto.WSConnection(wsproto.ConnectionType.CLIENT)
    peer.sendall(protocol.send(Request(host=f"127.0.0.1:{port}", target="/")))
    stream = events(peer, protocol)
    next(stream)
    act(peer, protocol, stream, *action)


def server(_port, *action):
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1])
    peer, _ = listener.accept()
    protocol = wsproto.WSConnection(wsproto.ConnectionType.SERVER)
    stream = events(peer, protocol)
    next(stream)
    peer.sendall(protocol.send(AcceptConnection()))
    act(peer, protocol, stream, *action)


if sys.argv[1] == "version":
    print(wsproto.__version__)
else:
    {"client": client, "server": server}[sys.argv[1]](*sys.argv[2:])
