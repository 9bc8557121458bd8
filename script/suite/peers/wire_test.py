import socket
import time
from collections.abc import Iterator

import pytest

from suite.peers.frames import make_close
from suite.peers.wire import CaptureError, Wire, accept_value, open_as_client, open_as_server


@pytest.fixture
def ends() -> Iterator[tuple[Wire, socket.socket]]:
    """Our end, which waits for half a second at most, and the other."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Wire(ours, time.monotonic() + 0.5), theirs


Ends = tuple[Wire, socket.socket]


def test_the_accept_value_of_the_rfc() -> None:
    assert accept_value("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


def test_a_client_is_answered_with_its_accept_value(ends: Ends) -> None:
    wire, theirs = ends
    theirs.sendall(b"GET / HTTP/1.1\r\nSEC-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nrest")
    open_as_server(wire)
    assert b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in theirs.recv(4096)
    assert wire.buffer == b"rest"


@pytest.mark.parametrize("head", [b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nSec-WebSocket-Ke"])
def test_a_client_without_a_key_is_an_error(ends: Ends, head: bytes) -> None:
    wire, theirs = ends
    theirs.sendall(head)
    theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(CaptureError):
        open_as_server(wire)


@pytest.mark.parametrize("status", [b"404 Not Found", b"101 Switching Protocols"])
def test_a_server_that_does_not_accept_is_an_error(ends: Ends, status: bytes) -> None:
    wire, theirs = ends
    theirs.sendall(b"HTTP/1.1 " + status + b"\r\nSec-WebSocket-Accept: of another key\r\n\r\n")
    with pytest.raises(CaptureError):
        open_as_client(wire, 80)


def test_the_close_is_found_among_other_frames_and_the_rest_drained(ends: Ends) -> None:
    wire, theirs = ends
    close = make_close(b"\x03\xe8", masked=False)
    theirs.sendall(b"\x89\x02hi" + close + b"more")
    frame = wire.read_close()
    assert frame and frame.raw == close
    theirs.shutdown(socket.SHUT_WR)
    assert wire.drain() == b"more"


def test_an_end_without_a_close_is_none_and_silence_times_out(ends: Ends) -> None:
    wire, theirs = ends
    theirs.sendall(b"\x89\x02hi")
    with pytest.raises(TimeoutError):
        wire.read_close()
    theirs.shutdown(socket.SHUT_WR)
    assert wire.read_close() is None
