"""A harness of a small WebSocket endpoint of its own, good but for one fault of the harness, which
is the argument before the role. For loopback_e2e.py. In the role "visitor" it is a client without a
harness, which connects to the port that is the next argument, again and again."""

import base64
import contextlib
import hashlib
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from suite.peers.bad_manners import FAULT, IS_CLIENT, ROLE, begin, devour, obey, say, split, tell
from suite.peers.frames import CLOSE_OPCODE, TEXT_OPCODE, faults, make_close, parse_frame
from suite.peers.wire import ACCEPT_GUID

kept: list[socket.socket] = []  # with the fault "leak"


def read_head(connection: socket.socket) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        more = connection.recv(1)
        if not more:
            raise ConnectionResetError
        head += more
    return head


def upgrade(connection: socket.socket) -> str:
    """Answers the opening handshake, and returns the path without its slash."""
    head = read_head(connection)
    key = head.split(b"Sec-WebSocket-Key: ")[1].split(b"\r\n")[0]
    accept = base64.b64encode(hashlib.sha1(key + ACCEPT_GUID.encode()).digest())
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
    return head.split(b" ")[1].decode()[1:]


def follow(connection: socket.socket, name: str) -> None:
    """One connection, to its end."""
    received, asked = b"", False
    while True:
        frame = parse_frame(received)
        if frame is None:
            more = connection.recv(4096)
            if not more:
                tell(name, 1006)
                return
            if received and FAULT == "tells late of splits":
                split.add(name)
            received += more
            continue
        received = received[len(frame.raw) :]
        if frame.masked == IS_CLIENT and FAULT != "goes on":
            connection.sendall(make_close(b"\x03\xea", IS_CLIENT))
            tell(name, 1006)
            return
        if frame.opcode == TEXT_OPCODE and frame.body.startswith(b"close"):
            asked = True
            obey(
                name,
                int((frame.body.split() + [b"1000"])[1]),
                lambda code: connection.sendall(make_close(code.to_bytes(2, "big"), IS_CLIENT)),
            )
        elif frame.opcode == CLOSE_OPCODE:
            wrong = list(faults(frame, "server" if IS_CLIENT else "client"))
            if FAULT == "goes on":
                wrong = []
            if wrong and FAULT == "rejects by chance" and random.random() < 0.5:
                tell(name, 1006)
                return
            if wrong and FAULT == "crash by a frame":
                os.abort()
            if not asked and not (wrong and FAULT == "silent to faults"):
                connection.sendall(make_close(b"\x03\xea" if wrong else frame.body[:2], IS_CLIENT))
            if not (wrong and FAULT == "silent to faults"):
                tell(name, 1006 if wrong else 1005)
                return


def serve(connection: socket.socket) -> None:
    if FAULT == "silent handshake":
        time.sleep(600)
    converse(connection, upgrade)


def wait_for_its_end(connection: socket.socket) -> None:
    with connection, contextlib.suppress(OSError):
        connection.recv(1)


def visit(port: int, name: str) -> bool:
    """False where nobody is there yet, or any more, which is no fault."""
    try:
        if FAULT == "connects once too often":
            silent = socket.create_connection(("127.0.0.1", port))
            threading.Thread(target=wait_for_its_end, args=[silent], daemon=True).start()
        connection = socket.create_connection(("127.0.0.1", port))
    except OSError:
        return False
    converse(connection, lambda connection: ask_to_upgrade(connection, name))
    return True


def converse(connection: socket.socket, shake_hands: Callable[[socket.socket], str]) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with contextlib.suppress(OSError):
        name = shake_hands(connection)
        begin(name)
        follow(connection, name)
    if FAULT == "leak":
        kept.append(connection)
    else:
        connection.close()


def ask_to_upgrade(connection: socket.socket, name: str) -> str:
    path = "no such" if FAULT == "wrong path" else name
    if FAULT == "silent handshake":
        time.sleep(600)
    connection.sendall(
        f"GET /{path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    read_head(connection)
    return name


def read_input() -> None:
    for line in sys.stdin:
        port, name = json.loads(line)["url"].split(":")[2].split("/")
        if FAULT != "never connects":
            threading.Thread(target=visit, args=[int(port), name], daemon=True).start()
    if FAULT != "stays":
        os._exit(0)
    time.sleep(600)


def be_server() -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    port = listener.getsockname()[1]
    if FAULT == "wrong port":
        listener.close()
    threading.Thread(target=read_input, daemon=True).start()
    say_ready(port=port)
    while FAULT == "wrong port":
        time.sleep(1)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=[connection], daemon=True).start()


def be_visitor(port: int) -> None:
    if FAULT == "comes twice at once":
        threading.Thread(target=visit_often, args=[port], daemon=True).start()
    visit_often(port)


def visit_often(port: int) -> None:
    has_come = False
    while not (has_come and FAULT == "comes once"):
        has_come = visit(port, "0")
        time.sleep(0.001)


def say_ready(**fields: object) -> None:
    say("ready", implementation="bad", version="1", language="Python", runtime="", **fields)


def main() -> None:
    if FAULT == "no start":
        print("ModuleNotFoundError: No module named 'x'", file=sys.stderr)
        sys.exit(1)
    if FAULT == "never ready":
        time.sleep(600)
    if FAULT == "children":
        subprocess.Popen(["sleep", "600"], start_new_session=True)
    if ROLE == "alone":
        devour()
    elif ROLE == "visitor":
        be_visitor(int(sys.argv[3]))
    elif ROLE == "client":
        say_ready()
        read_input()
    else:
        be_server()


if __name__ == "__main__":
    main()
