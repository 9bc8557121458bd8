"""Each harness that is installed, against a raw socket: that it keeps what peers/README.md
promises, and that each line it prints is one of peers/protocol.schema.json."""

import json
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import jsonschema
import pytest

from suite.peers.frames import Role, make_close, make_text
from suite.peers.harnesses import Harness, NotInstalled, discover
from suite.peers.running import Line, Running, started
from suite.peers.wire import Wire
from suite.project import ROOT

SCHEMA = json.loads((ROOT / "peers" / "protocol.schema.json").read_text("utf-8"))
SECONDS = 10.0

EACH = [(harness, role) for harness in discover() for role in harness.roles]


@pytest.fixture(scope="module", params=EACH, ids=[f"{each.name}-{role}" for each, role in EACH])
def peer(request: pytest.FixtureRequest) -> Iterator[Running]:
    """One process for all that follows, as the engine has it."""
    harness: Harness
    role: Role
    harness, role = request.param
    try:
        with started(harness, role) as running:
            assert running.ready["implementation"] == harness.name
            assert ("port" in running.ready) == (role == "server")
            yield running
            assert running.process.poll() is None, running.last_error
            assert running.stop() == 0, "the end of its input does not end it"
            protocol = jsonschema.Draft202012Validator(SCHEMA)
            assert [line for line in running.lines if not protocol.is_valid(line)] == []
    except NotInstalled as missing:
        pytest.skip(str(missing))


class Dialogue:
    """One connection, and what is said of it."""

    def __init__(self, peer: Running, name: str, wire: Wire) -> None:
        self.peer, self.name, self.wire = peer, name, wire
        self.is_masked = peer.role == "server"

    def write(self, *messages: str) -> None:
        self.wire.send(b"".join(make_text(each, self.is_masked) for each in messages))

    def close(self, body: bytes) -> None:
        self.wire.send(make_close(body, self.is_masked))

    def said(self, *events: str) -> Line:
        line = self.peer.wait_for(*events, connection=self.name, timeout=SECONDS)
        assert line, f"no {events} among {self.peer.said_of(self.name)}; {self.peer.last_error}"
        return line

    def count(self, event: str) -> int:
        return sum(line["event"] == event for line in self.peer.said_of(self.name))

    def answer(self) -> Line:
        """To what was asked: once the connection is over, where it comes only then."""
        self.peer.wait_for("asked", "refused", connection=self.name, timeout=0.2)
        self.end()
        return self.said("asked", "refused")

    def end(self) -> None:
        """Brings the connection to its end, with a close of ours."""
        self.close(b"\x03\xe8")
        self.half_close()
        self.wire.drain()
        self.wire.connection.close()

    def half_close(self) -> None:
        with suppress(OSError):
            self.wire.connection.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        linger = struct.pack("ii", 1, 0)
        self.wire.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.wire.connection.close()


NUMBERS = iter(range(1, 100000))


class Dialogues(ExitStack):
    def open(self, peer: Running) -> Dialogue:
        name = str(next(NUMBERS))
        wire = self.enter_context(peer.connect(name, time.monotonic() + SECONDS))
        dialogue = Dialogue(peer, name, wire)
        dialogue.said("open")
        return dialogue


@pytest.fixture
def dialogues() -> Iterator[Dialogues]:
    with Dialogues() as stack:
        yield stack


@pytest.fixture
def dialogue(peer: Running, dialogues: Dialogues) -> Dialogue:
    return dialogues.open(peer)


def test_a_close_with_1000_is_sent_and_told(dialogue: Dialogue) -> None:
    dialogue.write("close 1000")
    frame = dialogue.wire.read_close()
    assert frame and frame.body[:2] == b"\x03\xe8"
    dialogue.close(frame.body[:2])
    dialogue.wire.drain()
    dialogue.wire.connection.close()
    dialogue.said("asked")
    dialogue.said("told")


def test_a_close_with_a_reason(dialogue: Dialogue) -> None:
    dialogue.write("close 4000 " + "caf\u00e9".encode().hex())
    frame = dialogue.wire.read_close()
    assert frame and frame.body == b"\x0f\xa0caf\xc3\xa9"
    assert dialogue.answer()["event"] == "asked"


def test_a_close_without_a_code(dialogue: Dialogue) -> None:
    dialogue.write("close")
    answer = dialogue.answer()
    assert answer["event"] == "asked" or answer["why"] == "cannot be expressed"


@pytest.mark.parametrize(
    "asked", ["close 1005", "close 65535", "close 1000 ff", "close 1000 eda080"]
)
def test_what_no_close_should_have_is_asked_or_refused(dialogue: Dialogue, asked: str) -> None:
    dialogue.write(asked)
    dialogue.answer()
    dialogue.said("told")
    assert dialogue.count("asked") + dialogue.count("refused") == 1


def test_a_close_of_ours_is_told(dialogue: Dialogue) -> None:
    dialogue.close(b"\x03\xe8bye")
    dialogue.wire.read_close()  # or the end of the connection: some send none
    dialogue.wire.connection.close()
    told = dialogue.said("told")
    assert told.get("code") in (1000, None)
    assert told.get("reason") in (b"bye".hex(), None)
    assert dialogue.count("asked") == dialogue.count("refused") == 0


def test_a_text_that_asks_for_nothing_is_ignored(dialogue: Dialogue) -> None:
    dialogue.write("hello", "closed", "Close", "close ", "close me", "close 1000 6", "close 1000\n")
    dialogue.write("close 4999")
    frame = dialogue.wire.read_close()
    assert frame and frame.body[:2] == b"\x13\x87"
    assert dialogue.answer()["event"] == "asked"
    assert dialogue.count("asked") == 1


@pytest.mark.parametrize("asked", [[], ["close 1000"]])
def test_an_abrupt_end_is_told(dialogue: Dialogue, asked: list[str]) -> None:
    dialogue.write(*asked)
    dialogue.reset()
    dialogue.said("told")


@pytest.mark.parametrize("rubbish", ["ffff", "880103", "8884", "8805", "88fe", "000000"])
def test_rubbish_is_survived(peer: Running, dialogues: Dialogues, rubbish: str) -> None:
    broken = dialogues.open(peer)
    broken.wire.send(bytes.fromhex(rubbish))
    broken.half_close()
    broken.wire.drain()
    broken.wire.connection.close()
    dialogues.open(peer).end()


def test_half_an_opening_handshake_is_survived(peer: Running, dialogues: Dialogues) -> None:
    name = str(next(NUMBERS))
    with peer.transport(name, time.monotonic() + SECONDS) as connection:
        words = b"GET / HTTP/1.1\r\nUpg" if peer.role == "server" else b"HTTP/1.1 101 Switch"
        connection.sendall(words)
    if peer.role == "client":
        assert peer.wait_for("failed", connection=name, timeout=SECONDS)
    dialogues.open(peer).end()


def test_a_client_says_that_it_cannot_connect(peer: Running, dialogues: Dialogues) -> None:
    if peer.role == "client":
        peer.write({"do": "connect", "url": "ws://127.0.0.1:1/nobody"})
        assert peer.wait_for("failed", connection="nobody", timeout=SECONDS)
    dialogues.open(peer).end()


def test_many_connections_at_once_are_told_apart(peer: Running, dialogues: Dialogues) -> None:
    many = [dialogues.open(peer) for _ in range(20)]
    for code, each in enumerate(many, 4000):
        each.write(f"close {code}")
    for code, each in reversed(list(enumerate(many, 4000))):
        frame = each.wire.read_close()
        assert frame and frame.body[:2] == code.to_bytes(2, "big")
    for each in many:
        each.end()
        each.said("told")
        assert each.count("asked") == 1


def test_the_end_of_its_input_ends_it_in_the_middle_of_a_connection(
    peer: Running, dialogues: Dialogues
) -> None:
    dialogues.open(peer)  # and left open, till the process is ended
