"""One case, played with a harness in one role over loopback."""

import socket
import time
from dataclasses import dataclass

from suite.peers.cases import Case
from suite.peers.frames import Frame, make_close, make_text
from suite.peers.running import CASE_TIMEOUT, Running
from suite.peers.wire import CaptureError, Wire


@dataclass(frozen=True)
class Outcome:
    """`frame` is None if no close frame came; `said` is then why, else what came after it."""

    frame: Frame | None
    said: str = ""


def play(running: Running, case: Case) -> Outcome:
    """Raises CaptureError, TimeoutError or ConnectionError where it does not go as it should."""
    try:
        with running.connect(case.name, time.monotonic() + CASE_TIMEOUT) as wire:
            outcome = converse(wire, running, case)
    except (CaptureError, TimeoutError, ConnectionError) as error:
        raise CaptureError(running.last_error or str(error)) from None
    # Where no close came, the reason may still be on its way.
    patience = 0 if outcome.frame else 1
    if failure := running.wait_for("failed", connection=case.name, timeout=patience):
        raise CaptureError(str(failure["why"]))
    return outcome


def converse(wire: Wire, running: Running, case: Case) -> Outcome:
    """Plays `case` to its end: the implementation's close frame, and what followed it."""
    masked = running.role == "server"  # we are the client then
    asked = case.message
    wire.send(make_close(case.sends, masked) if asked is None else make_text(asked, masked))
    while (frame := read_close(wire)) is None:
        if wire.ended:
            return Outcome(None, "connection dropped without a close frame")
        if refusal := running.wait_for("refused", connection=case.name, timeout=0):
            return Outcome(None, f"refused by its API: {refusal['why']}")
        if time.monotonic() > wire.deadline:
            return Outcome(None, f"nothing sent within {CASE_TIMEOUT:.0f} s")
    if asked is not None:
        wire.send(make_close(frame.body[:2], masked))
    if running.role == "client":
        # It is the server that closes the TCP connection (RFC 6455 §7.1.1).
        try:
            wire.connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
    rest = wire.drain()
    return Outcome(frame, f"then {len(rest)} more bytes: {shorten(rest.hex())}" if rest else "")


def read_close(wire: Wire, patience: float = 0.05) -> Frame | None:
    """The first close frame; None where it has not come yet, or does not come any more."""
    end, wire.deadline = wire.deadline, time.monotonic() + patience
    try:
        return wire.read_close()
    except TimeoutError:
        return None
    finally:
        wire.deadline = end


def shorten(text: str, limit: int = 44) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "\u2026"
