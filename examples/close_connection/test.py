#!/usr/bin/python3
"""Closes real connections with close_connection, and checks what both sides are told.

usage: test.py PROGRAM [PEER]

The other side is PEER, in both roles, by the table of cases. Without PEER it is PROGRAM itself and
a raw socket, and the command line is tried as well.

Exit status: 0 all as it should be, 1 not.
"""

import base64
import hashlib
import re
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass

DEADLINE = 8.0
TIMEOUT = ("--timeout", "5")


@dataclass(frozen=True)
class Case:
    """`options` are ours, `action` is the peer's; then what each application is told."""

    name: str
    options: tuple
    action: tuple
    we_are_told: str
    peer_is_told: str


NO_STATUS = ("--close", "none")
BYE = ("--close", "1000", "--reason", "bye")
WITH_BYE = 'code=1000 reason="bye" clean=yes'
WITHOUT_STATUS = 'code=1005 reason="" clean=yes'
VANISHED = 'code=1006 reason="" clean=no'

# Both peers answer with the reason as well as the code; our answer has the code alone.
CASES = (
    Case("we close", BYE, ("reply",), WITH_BYE, WITH_BYE),
    Case("we close without status", NO_STATUS, ("reply",), WITHOUT_STATUS, WITHOUT_STATUS),
    Case(
        "the peer closes",
        (),
        ("close", "1001", "caf\u00e9 \u20ac"),
        'code=1001 reason="caf\u00e9 \u20ac" clean=yes',
        'code=1001 reason="" clean=yes',
    ),
    Case("the peer closes without status", (), ("close",), WITHOUT_STATUS, WITHOUT_STATUS),
    Case("the peer vanishes", (), ("vanish",), VANISHED, VANISHED),
    Case("the peer resets TCP", (), ("reset",), VANISHED, VANISHED),
)


# ---- Running the two sides -----------------------------------------------------------------------


class Child:
    """A program that is killed at the deadline."""

    def __init__(self, *command):
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self.watchdog = threading.Timer(DEADLINE, self.process.kill)
        self.watchdog.start()

    def port(self):
        """What a server prints first; 1, where nobody listens, if it prints nothing."""
        return self.process.stdout.readline().strip() or "1"

    def end(self):
        """The rest of its output, its errors, its exit status."""
        output, errors = self.process.communicate()
        self.watchdog.cancel()
        return output.strip(), errors.strip(), self.process.returncode


def converse(server, client):
    """Runs both command lines, the client's with the server's port put in for PORT."""
    server = Child(*server)
    port = server.port()
    client = Child(*(port if word == "PORT" else word for word in client))
    return server.end(), client.end()


def status_of(told):
    return 0 if told.endswith("clean=yes") else 1


class Checks:
    """Counts, and prints what is not as it should be."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def equal(self, what, is_, should_be):
        if is_ == should_be:
            self.passed += 1
            return
        self.failed += 1
        print(f"{what}\n  is        {is_}\n  should be {should_be}")


# ---- Against a real peer -------------------------------------------------------------------------


def check_peer(program, peer, checks):
    for case in CASES:
        peers = [peer, "client", "PORT", *case.action]
        ours, peers = converse([program, "server", *TIMEOUT, *case.options], peers)
        check_case(checks, f"as a server: {case.name}", case, ours, peers)

        ours = [program, "client", "PORT", *TIMEOUT, *case.options]
        peers, ours = converse([peer, "server", "0", *case.action], ours)
        check_case(checks, f"as a client: {case.name}", case, ours, peers)


def check_case(checks, name, case, ours, peers):
    checks.equal(f"{name}: we are", ours, (case.we_are_told, "", status_of(case.we_are_told)))
    checks.equal(f"{name}: the peer is", peers, (case.peer_is_told, "", 0))


# ---- Without one ---------------------------------------------------------------------------------


def check_itself(program, checks):
    """Whoever closes is told the code alone: that is how we answer."""
    server, client = [program, "server", *TIMEOUT], [program, "client", "PORT", *TIMEOUT]
    answered = 'code=1000 reason="" clean=yes'
    for closes, told in ((server, (answered, WITH_BYE)), (client, (WITH_BYE, answered))):
        ends = converse(
            *(command + list(BYE) if command is closes else command for command in (server, client))
        )
        for role, end, line in zip(("server", "client"), ends, told):
            checks.equal(f"both ours, the {closes[1]} closes: the {role} is", end, (line, "", 0))


def answer_by_hand(listener, wanted_key, after):
    """A server's opening handshake, for `wanted_key` if given, and `after` in the same segment."""
    connection, _ = listener.accept()
    connection.settimeout(DEADLINE)
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(4096)
    key = re.search(rb"(?i)sec-websocket-key: (\S+)", head)[1]
    digest = hashlib.sha1((wanted_key or key) + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n" + after
    )
    return connection


@dataclass(frozen=True)
class RawServer:
    """What it does, how our client is called, and what comes of it."""

    name: str
    ends: tuple
    options: tuple = ()
    wanted_key: bytes = b""
    after: bytes = b""
    hangs_up: bool = True


CLOSE = b"\x88\x02\x03\xe8"
MASKED_CLOSE = b"\x88\x82\0\0\0\0\x03\xe8"
UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
)
CLOSED = ('code=1000 reason="" clean=yes', "", 0)
LOST = (VANISHED, "", 1)
NOT_OPENED = ("", "close_connection: the server does not open a WebSocket connection", 1)

RAW_SERVERS = (
    RawServer("a close right behind the opening", CLOSED, after=CLOSE),
    RawServer("TCP that the server leaves open", CLOSED, after=CLOSE, hangs_up=False),
    RawServer("a server that never closes", LOST, hangs_up=False),
    RawServer("a server that does not answer", LOST, options=BYE),
    RawServer("another key's accept", NOT_OPENED, wanted_key=b"dGhlIHNhbXBsZSBub25jZQ=="),
)


def check_raw_server(program, case, checks):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(DEADLINE)
        port = str(listener.getsockname()[1])
        client = Child(program, "client", port, "--timeout", "1", *case.options)
        with answer_by_hand(listener, case.wanted_key, case.after) as connection:
            if case.hangs_up:
                connection.shutdown(socket.SHUT_WR)
            checks.equal(case.name, client.end(), case.ends)


def rest_of(connection, timeout):
    """What still comes before the other side ends TCP; None if it resets it, or does not end it
    within `timeout`."""
    connection.settimeout(timeout)
    rest = b""
    try:
        while data := connection.recv(4096):
            rest += data
    except (TimeoutError, ConnectionResetError):
        return None
    return rest


def check_who_hangs_up(program, checks):
    """The server closes TCP first, and the client waits for that (RFC 6455 §7.1.1)."""
    server = Child(program, "server", *TIMEOUT, "--close", "1000")
    with socket.create_connection(("127.0.0.1", int(server.port())), DEADLINE) as connection:
        # What follows the close is more than one read takes: unread, it would have TCP reset.
        connection.sendall(UPGRADE + b"\r\n\r\n" + MASKED_CLOSE + bytes(100_000))
        rest = rest_of(connection, 2) or b"nothing"
        checks.equal("the server hangs up, after", rest.rpartition(b"\r\n")[2], CLOSE)
    checks.equal("the server that hangs up is", server.end(), CLOSED)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(DEADLINE)
        client = Child(program, "client", str(listener.getsockname()[1]), *TIMEOUT)
        with answer_by_hand(listener, b"", CLOSE) as connection:
            checks.equal("the client hangs up", rest_of(connection, 0.5), None)
        client.end()


def check_plain_request(program, checks):
    server = Child(program, "server", *TIMEOUT)
    with socket.create_connection(("127.0.0.1", int(server.port())), DEADLINE) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        checks.equal("a plain HTTP request", connection.recv(4096)[:12], b"HTTP/1.1 400")
    error = "close_connection: the client does not open a WebSocket connection"
    checks.equal("a plain HTTP request: we are", server.end(), ("", error, 1))


def check_command_line(program, checks):
    for words, status, error in (
        ("", 2, "A subcommand is required"),
        ("client", 2, "PORT is required"),
        ("client 1", 1, "Connection refused"),
        ("client 1 --reason bye", 2, "--reason requires --close"),
        ("client 1 --close 1005", 2, "--close: no close frame may carry this status code"),
        ("server --close 1010", 2, "--close: a server does not send 1010 of its own wish"),
        ("client 1 --close 1000x", 2, "--close: takes a status code, or 'none' without a reason"),
        ("client 1 --timeout 0", 2, "--timeout: Value 0 not in range 1 to 86400"),
        ("server --timeout 1", 1, "no connection was opened in time"),
    ):
        _, errors, is_status = Child(program, *words.split()).end()
        checks.equal(words, (is_status, errors), (status, f"close_connection: {error}"))
    help_, _, status = Child(program, "--help").end()
    checks.equal("--help", (status, "--timeout" in help_), (0, True))


def main(program, peer=None):
    checks = Checks()
    if peer:
        check_peer(program, peer, checks)
    else:
        check_itself(program, checks)
        for case in RAW_SERVERS:
            check_raw_server(program, case, checks)
        check_who_hangs_up(program, checks)
        check_plain_request(program, checks)
        check_command_line(program, checks)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed or not checks.passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
