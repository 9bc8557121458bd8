"""One case, played with one implementation in one role over loopback."""

import socket
import time
from dataclasses import dataclass

from suite.peers.cases import Case
from suite.peers.frames import Frame, Role, make_close
from suite.peers.implementations import CHILD_TIMEOUT, Child, Implementation
from suite.peers.wire import CaptureError, Wire, open_as_client, open_as_server


@dataclass(frozen=True)
class Outcome:
    """`frame` is None if no close frame came; `said` is then why, else what came after it."""

    frame: Frame | None
    said: str = ""


def play(implementation: Implementation, role: Role, case: Case) -> Outcome:
    """Raises CaptureError, TimeoutError or ConnectionError where it does not go as it should."""
    deadline = time.monotonic() + CHILD_TIMEOUT
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1] if role == "client" else 0
        with Child(implementation, role, port, case, deadline) as child:
            wire = connect(child, role, listener, deadline)
            with wire.connection:
                outcome = converse(wire, role, case)
            child.finish(0 if outcome.frame else 1)
            if child.refusal:
                return Outcome(None, f"refused by its API: {child.refusal}")
            # 0 is its own end, -9 is ours.
            if outcome.frame is None and child.process.returncode not in (0, -9):
                why = child.last_error or "it failed"
                raise CaptureError(f"{why} (exit {child.process.returncode})")
            return outcome


def connect(child: Child, role: Role, listener: socket.socket, deadline: float) -> Wire:
    """Our end of an open WebSocket connection to an implementation in `role`."""
    if role == "server":
        port = child.read_port()
        wire = Wire(socket.create_connection(("127.0.0.1", port), CHILD_TIMEOUT), deadline)
        open_as_client(wire, port)
        return wire
    listener.settimeout(0.1)
    while True:
        try:
            wire = Wire(listener.accept()[0], deadline)
            open_as_server(wire)
            return wire
        except TimeoutError:
            if child.process.poll() is not None or time.monotonic() > deadline:
                child.finish(0)
                raise CaptureError(child.last_error or "it never connected") from None


def converse(wire: Wire, role: Role, case: Case) -> Outcome:
    """Plays `case` to its end: the implementation's close frame, and what followed it."""
    masked = role == "server"  # we are the client then
    if case.sends is not None:
        wire.send(make_close(case.sends, masked))
    try:
        frame = wire.read_close()
    except TimeoutError:
        return Outcome(None, f"nothing sent within {CHILD_TIMEOUT:.0f} s")
    if frame is None:
        return Outcome(None, "connection dropped without a close frame")
    if case.sends is None:
        wire.send(make_close(frame.body[:2], masked))
    if role == "client":
        # It is the server that closes the TCP connection (RFC 6455 §7.1.1).
        try:
            wire.connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
    rest = wire.drain()
    return Outcome(frame, f"then {len(rest)} more bytes: {shorten(rest.hex())}" if rest else "")


def shorten(text: str, limit: int = 44) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "\u2026"
