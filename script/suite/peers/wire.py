"""Our raw endpoint: a TCP connection with just enough of RFC 6455 to open a WebSocket connection
and to read until a close frame."""

import base64
import hashlib
import os
import socket
import time

from suite.peers.frames import CLOSE_OPCODE, Frame, parse_frame

DRAIN_TIMEOUT = 1.0  # seconds

ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class CaptureError(Exception):
    """Something that no implementation is expected to do."""


class Wire:
    """A TCP connection, read up to a deadline. `ended` says that the peer's side is closed."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self.connection = connection
        self.deadline = deadline
        self.buffer = b""
        self.ended = False

    def send(self, data: bytes) -> None:
        try:
            self.connection.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            self.ended = True

    def receive(self) -> None:
        """Waits for more bytes. Raises TimeoutError at the deadline."""
        self.connection.settimeout(max(0.001, self.deadline - time.monotonic()))
        try:
            data = self.connection.recv(65536)
        except ConnectionResetError:
            data = b""
        self.buffer += data
        self.ended = self.ended or not data

    def read_head(self) -> tuple[str, dict[str, str]]:
        """The first line of an HTTP message, and its fields by their names in lower case."""
        while b"\r\n\r\n" not in self.buffer:
            if self.ended:
                raise CaptureError("the connection ended within the opening handshake")
            self.receive()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        first_line, *lines = head.decode("latin-1").split("\r\n")
        fields = (line.partition(":") for line in lines)
        return first_line, {name.strip().lower(): value.strip() for name, _, value in fields}

    def read_close(self) -> Frame | None:
        """The first close frame, or None if the connection ends without one."""
        while True:
            frame = parse_frame(self.buffer, self.ended)
            if frame is None:
                if self.ended:
                    return None
                self.receive()
                continue
            self.buffer = self.buffer[len(frame.raw) :]
            if frame.opcode == CLOSE_OPCODE:
                return frame

    def drain(self) -> bytes:
        """Everything that still comes after the close frame, for a short while."""
        self.deadline = min(self.deadline, time.monotonic() + DRAIN_TIMEOUT)
        try:
            while not self.ended:
                self.receive()
        except TimeoutError:
            pass
        return self.buffer


def accept_value(key: str) -> str:
    return base64.b64encode(hashlib.sha1((key + ACCEPT_GUID).encode()).digest()).decode()


def open_as_server(wire: Wire) -> None:
    """Answers a client's opening handshake (RFC 6455 §4.2.2)."""
    _, fields = wire.read_head()
    if "sec-websocket-key" not in fields:
        raise CaptureError("the client's opening handshake has no Sec-WebSocket-Key")
    wire.send(
        "HTTP/1.1 101 Switching Protocols\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept_value(fields['sec-websocket-key'])}\r\n\r\n".encode()
    )


def open_as_client(wire: Wire, port: int, path: str = "") -> None:
    """Opens a connection to a server (RFC 6455 §4.1)."""
    key = base64.b64encode(os.urandom(16)).decode()
    wire.send(
        f"GET /{path} HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{port}\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    status, fields = wire.read_head()
    if " 101 " not in status + " " or fields.get("sec-websocket-accept") != accept_value(key):
        raise CaptureError(f"the server's opening handshake: {status}")
