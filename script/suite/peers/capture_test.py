"""Runs whole programs of corpus/capture: that for the package that script/bootstrap installs."""

from pathlib import Path

import pytest

from suite.peers.capture import Session
from suite.peers.cases import CASES
from suite.peers.conversation import Outcome, play
from suite.peers.implementations import (
    Implementation,
    NotInstalled,
    discover,
    last_error,
    run_to_end,
)
from suite.peers.seeds import read_captured
from suite.peers.wire import CaptureError

CASE_BY_NAME = {case.name: case for case in CASES}


@pytest.fixture
def websockets(tmp_path: Path) -> Implementation:
    return next(each for each in discover(tmp_path) if each.name == "websockets")


def test_every_program_says_its_roles_and_how_it_is_installed(tmp_path: Path) -> None:
    programs = discover(tmp_path)
    assert len(programs) > 10
    for each in programs:
        assert each.roles and each.install


def test_what_a_client_sends_becomes_a_seed(tmp_path: Path, websockets: Implementation) -> None:
    session = Session(tmp_path, force=False)
    session.capture(websockets, "client", CASE_BY_NAME["reply-to-1005"])
    assert [each.frame.body for each in read_captured(tmp_path)] == [b"\x03\xea"]
    assert (session.captured, session.failed) == (1, 0)


def program_of(folder: Path, code: str) -> Implementation:
    (folder / "broken.py").write_text(f"# roles: client server\n{code}\n")
    return Implementation(folder / "broken.py", folder)


REFUSES = """
import socket, sys
connection = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
connection.sendall(b"GET / HTTP/1.1\\r\\nSec-WebSocket-Key: of the test\\r\\n\\r\\n")
connection.recv(4096)
print("refused: 1005 is reserved")
"""


def test_what_its_api_refuses_is_no_seed(tmp_path: Path) -> None:
    outcome = play(program_of(tmp_path, REFUSES), "client", CASES[0])
    assert outcome == Outcome(None, "refused by its API: 1005 is reserved")


def test_a_program_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="ZeroDivisionError: division by zero"):
        play(program_of(tmp_path, "1 / 0"), "server", CASES[0])


def test_a_program_without_a_version_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(tmp_path, force=False)
    session.visit(program_of(tmp_path, "raise SystemExit(3)"), only_list=True)
    assert session.failed == 1
    assert "broken: FAILED" in capsys.readouterr().out


def test_what_is_missing_is_told_from_what_fails() -> None:
    with pytest.raises(NotInstalled):
        run_to_end(["no-such-program"], 10)
    with pytest.raises(NotInstalled):
        run_to_end(["/usr/bin/python3", "-c", "import no_such_module"], 10)
    with pytest.raises(CaptureError, match="exited with 3"):
        run_to_end(["sh", "-c", "exit 3"], 10)
    with pytest.raises(CaptureError, match="took longer"):
        run_to_end(["sleep", "10"], 0.1)


def test_the_line_that_names_an_error_says_most() -> None:
    assert last_error("a\nValueError: b\n  c\n") == "ValueError: b"
    assert last_error("a\n\n b \n") == "b"
