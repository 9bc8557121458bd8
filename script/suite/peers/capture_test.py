"""Runs whole harnesses: that for the package that script/bootstrap installs, and broken ones."""

from pathlib import Path

import pytest

from suite.peers.capture import Session
from suite.peers.cases import CASES
from suite.peers.conversation import Outcome, play
from suite.peers.frames import Role
from suite.peers.harnesses import Harness, HarnessError, NotInstalled, discover, read
from suite.peers.running import started
from suite.peers.seeds import read_captured
from suite.peers.wire import CaptureError

CASE_BY_NAME = {case.name: case for case in CASES}


def test_what_a_client_sends_becomes_a_seed(tmp_path: Path) -> None:
    session = Session(tmp_path, force=False)
    websockets = next(each for each in discover() if each.name == "websockets")
    with started(websockets, "client") as running:
        session.capture("websockets", running, CASE_BY_NAME["reply-to-1005"])
    assert [each.frame.body for each in read_captured(tmp_path)] == [b"\x03\xea"]
    assert (session.captured, session.failed) == (1, 0)


def harness_of(folder: Path, code: str, install: str = "apt-get install coreutils") -> Harness:
    lines = f"# install: {install}\n# roles: client server\n"
    (folder / "broken.py").write_text(lines + code)
    harness = read(folder / "broken.py")
    assert harness
    return harness


READY = """
import json, socket, sys
def say(**fields):
    print(json.dumps(fields), flush=True)
say(event="ready", implementation="it", version="1.0")
def connect():
    port = int(json.loads(input())["url"].split(":")[2].split("/")[0])
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(b"GET / HTTP/1.1\\r\\nSec-WebSocket-Key: of the test\\r\\n\\r\\n")
    connection.recv(4096)
    return connection
"""
REFUSES = (
    READY
    + """
connection = connect()
say(event="refused", connection="no-status", why="1005 is reserved")
sys.stdin.read()
"""
)
FAILS = (
    READY
    + """
connection = connect()
say(event="failed", connection="no-status", why="no luck")
"""
)
SENDS_NOTHING = READY + "connect().close()\nsys.stdin.read()\n"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (REFUSES, "refused by its API: 1005 is reserved"),
        (SENDS_NOTHING, "connection dropped without a close frame"),
    ],
)
def test_what_sends_no_close_gives_no_seed(tmp_path: Path, code: str, said: str) -> None:
    with started(harness_of(tmp_path, code), "client") as running:
        assert play(running, CASES[0]) == Outcome(None, said)


@pytest.mark.parametrize(
    ("code", "role", "why"),
    [
        (FAILS, "client", "no luck"),
        (READY + "input()\n1 / 0", "client", "ZeroDivisionError: division by zero"),
        (READY + "input()", "server", "the server printed no port"),
    ],
)
def test_a_harness_that_fails_says_why(tmp_path: Path, code: str, role: Role, why: str) -> None:
    with started(harness_of(tmp_path, code), role) as running:
        with pytest.raises(CaptureError, match=why):
            play(running, CASES[0])


def test_a_harness_that_never_is_ready_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(tmp_path, force=False)
    session.visit(harness_of(tmp_path, "raise SystemExit('no luck')"), only_list=True)
    assert session.failed == 1
    assert "broken: FAILED, no luck" in capsys.readouterr().out


def test_what_is_missing_is_told_from_what_fails(tmp_path: Path) -> None:
    code = "import no_such_module"
    for install, error in (("coreutils", HarnessError), ("no-such-package", NotInstalled)):
        harness = harness_of(tmp_path, code, f"apt-get install {install}")
        with pytest.raises(error):
            with started(harness, "client"):
                pass
