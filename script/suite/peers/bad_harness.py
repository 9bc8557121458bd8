"""A harness of a small WebSocket server of its own, good but for one fault of the harness, which is
the argument before the role. For engine_e2e.py."""

import base64
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time

from suite.peers.frames import CLOSE_OPCODE, TEXT_OPCODE, faults, make_close, parse_frame
from suite.peers.wire import ACCEPT_GUID

FAULT = sys.argv[1]
COUNTED = 30  # connections, after which it goes wrong

kept = []  # with the fault "leak"


def say(event: str, **fields: object) -> None:
    sys.stdout.write(json.dumps({"event": event, **fields}) + "\n")
    sys.stdout.flush()


def upgrade(connection: socket.socket) -> str:
    """Answers the opening handshake, and returns the path without its slash."""
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(4096)
    key = head.split(b"Sec-WebSocket-Key: ")[1].split(b"\r\n")[0]
    accept = base64.b64encode(hashlib.sha1(key + ACCEPT_GUID.encode()).digest())
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
    return head.split(b" ")[1].decode()[1:]


def begin(name: str) -> None:
    if FAULT == "garbage":
        print("Listening ...", flush=True)
    if FAULT == "half a line of garbage":
        say("told", connection=name, code="a thousand")
    say("open", connection="no such" if FAULT == "wrong connection" else name)
    if int(name) < COUNTED:
        return
    if FAULT == "flood":
        while True:
            say("failed", connection=name, why="again")
    if FAULT == "endless line":
        while True:
            os.write(1, b"x" * 4096)
    if FAULT == "crash":
        print("Traceback\nRuntimeError: nothing works any more", file=sys.stderr, flush=True)
        os._exit(3)
    if FAULT == "hang":
        threading.Lock().acquire()
        time.sleep(600)


def follow(connection: socket.socket, name: str) -> None:
    """One connection, to its end."""
    received, asked = b"", False
    while True:
        frame = parse_frame(received)
        if frame is None:
            more = connection.recv(4096)
            if not more:
                say("told", connection=name, code=1006)
                return
            received += more
            continue
        received = received[len(frame.raw) :]
        if not frame.masked:
            connection.sendall(make_close(b"\x03\xea", False))
            say("told", connection=name, code=1006)
            return
        if frame.opcode == TEXT_OPCODE and frame.body.startswith(b"close"):
            code, asked = int((frame.body.split() + [b"1000"])[1]), True
            if FAULT != "never asked":
                say("asked", connection=name)
                connection.sendall(make_close(code.to_bytes(2, "big"), False))
        elif frame.opcode == CLOSE_OPCODE:
            wrong = list(faults(frame, "client"))
            if wrong and FAULT == "crash by a frame":
                os.abort()
            if not asked and not (wrong and FAULT == "silent to faults"):
                connection.sendall(make_close(b"\x03\xea" if wrong else frame.body[:2], False))
            if not (wrong and FAULT == "silent to faults"):
                say("told", connection=name, code=1006 if wrong else 1005)
                return


def serve(connection: socket.socket) -> None:
    if FAULT == "silent handshake":
        time.sleep(600)
    try:
        name = upgrade(connection)
        begin(name)
        follow(connection, name)
    except OSError:
        pass
    if FAULT == "leak":
        kept.append(connection)
    else:
        connection.close()


def read_input() -> None:
    sys.stdin.read()
    if FAULT != "stays":
        os._exit(0)


def main() -> None:
    if FAULT == "no start":
        print("ModuleNotFoundError: No module named 'x'", file=sys.stderr)
        sys.exit(1)
    if FAULT == "children":
        subprocess.Popen(["sleep", "600"], start_new_session=True)
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    port = listener.getsockname()[1]
    if FAULT == "wrong port":
        listener.close()
    threading.Thread(target=read_input, daemon=True).start()
    say("ready", implementation="bad", version="1", language="Python", runtime="", port=port)
    while FAULT == "wrong port":
        time.sleep(1)
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=[connection], daemon=True).start()


if __name__ == "__main__":
    main()
