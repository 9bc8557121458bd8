#!/usr/bin/python3
"""websockets (Python) on the other side of one connection: opens it, acts, prints what it is told.

usage: peer.py client PORT ACTION | peer.py server 0 ACTION

The server prints its port first. ACTION, once the connection is open: `close [CODE [REASON]]`;
`reply`, wait for the other side's close; `vanish`, end TCP without a close; `reset`, by a reset.
"""

import json
import socket
import struct
import sys

from websockets.uri import parse_uri

try:
    from websockets.client import ClientProtocol
    from websockets.server import ServerProtocol
except ImportError:  # as websockets 10 calls them
    from websockets.client import ClientConnection as ClientProtocol
    from websockets.server import ServerConnection as ServerProtocol

TIMEOUT = 5.0


def send(transport, protocol):
    for data in protocol.data_to_send():
        if data:
            transport.sendall(data)
        else:
            transport.shutdown(socket.SHUT_WR)


def receive(transport, protocol):
    """Hand on what came, and send what the library has to say to it. False at the end of TCP."""
    try:
        data = transport.recv(4096)
    except ConnectionResetError:
        data = b""
    if data:
        protocol.receive_data(data)
    else:
        protocol.receive_eof()
    send(transport, protocol)
    return bool(data)


def open_as_client(port):
    transport = socket.create_connection(("127.0.0.1", int(port)), TIMEOUT)
    protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{port}/"))
    protocol.send_request(protocol.connect())
    send(transport, protocol)
    while protocol.state.name == "CONNECTING":
        receive(transport, protocol)
    return transport, protocol


def open_as_server(_port):
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(TIMEOUT)
    print(listener.getsockname()[1], flush=True)
    transport, _ = listener.accept()
    transport.settimeout(TIMEOUT)
    protocol = ServerProtocol()
    while not (requests := protocol.events_received()):
        receive(transport, protocol)
    protocol.send_response(protocol.accept(requests[0]))
    send(transport, protocol)
    return transport, protocol


def act(transport, protocol, action, code=None, *reason):
    if action in ("vanish", "reset"):
        if action == "reset":
            transport.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.close()
        protocol.receive_eof()
        return
    if action == "close":
        protocol.send_close(code and int(code), *reason)
        send(transport, protocol)
    while receive(transport, protocol):
        pass


def main(role, port, *action):
    transport, protocol = {"client": open_as_client, "server": open_as_server}[role](port)
    act(transport, protocol, *action)
    clean = protocol.close_rcvd is not None and protocol.close_sent is not None
    reason = json.dumps(protocol.close_reason, ensure_ascii=False)
    print(f"code={protocol.close_code:d} reason={reason} clean={'yes' if clean else 'no'}")


main(*sys.argv[1:])
