"""The engine's side of a socket, over harnesses that are at fault on purpose: each fault ends in a
row that names it, the run goes on, and nothing is left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from suite.project import ROOT

ENGINE = (
    Path(os.environ.get("CLOSEFRAME_BUILD", ROOT / "build" / "gcc")) / "peers/conformance_engine"
)
BAD = ["--harness", sys.executable, "-m", "suite.peers.bad_harness"]
SHORT = ["--short", "--cases", "20", "--rule", "survives"]

Event = dict[str, Any]


def run(*arguments: str) -> list[Event]:
    done = subprocess.run(
        [ENGINE, *arguments], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def troubles(events: list[Event]) -> dict[str, str]:
    return {each["kind"]: each["said"] for each in events if each["event"] == "trouble"}


def verdict(events: list[Event]) -> str:
    return str(next(each["verdict"] for each in events if each["event"] == "rule"))


def test_good_one_has_no_row() -> None:
    events = run(*SHORT, *BAD, "good")
    assert troubles(events) == {}
    assert verdict(events) == "holds"


@pytest.mark.parametrize(
    ("fault", "kind", "words", "survives"),
    [
        ("garbage", "garbage", "Listening ...", "holds"),
        ("half a line of garbage", "garbage", '"code" that is no number', "holds"),
        ("leak", "leak", "keeps connections", "holds"),
        ("stays", "hang", "does not end when its standard input does", "holds"),
        ("flood", "flood", "prints without end", "crashes"),
        ("endless line", "flood", "prints without end", "crashes"),
        ("no start", "no start", "No module named 'x'", "not run"),
        ("wrong port", "no start", "nobody listens", "not run"),
        ("silent handshake", "hang", "silent in the opening handshake", "not run"),
        ("hang", "hang", "hangs again and again", "not run"),
        ("wrong connection", "garbage", "connection that does not exist", "not run"),
    ],
)
def test_fault_of_a_harness_has_a_row(fault: str, kind: str, words: str, survives: str) -> None:
    events = run(*SHORT, *BAD, fault)
    assert words in troubles(events)[kind]
    assert verdict(events) == survives
    assert events[-1]["event"] == "done"


@pytest.mark.parametrize(
    ("fault", "survives"),
    [
        ("crash", "crashes"),
        ("crash by a frame", "crashes"),
        ("silent to faults", "hangs"),
        ("never asked", "hangs"),
    ],
)
def test_dialogue_says_that_it_crashes_or_hangs(fault: str, survives: str) -> None:
    events = run(*SHORT, *BAD, fault)
    assert verdict(events) == survives
    assert events[-1]["event"] == "done"


@pytest.mark.parametrize("fault", ["good", "crash by a frame"])
def test_two_runs_print_the_same(fault: str) -> None:
    assert run(*SHORT, *BAD, fault) == run(*SHORT, *BAD, fault)


def is_left(word: str) -> bool:
    """Whether a process has this word in its environment, as all have that we start here."""
    for process in Path("/proc").glob("[0-9]*/environ"):
        try:
            if word.encode() in process.read_bytes():
                return True
        except OSError:
            continue
    return False


@pytest.mark.parametrize("name_of_signal", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_nothing_is_left_behind(name_of_signal: str) -> None:
    mark = f"CLOSEFRAME_LEFT_BEHIND={os.getpid()}{name_of_signal}"
    name, value = mark.split("=")
    with subprocess.Popen(
        [ENGINE, *BAD, "children"], stdout=subprocess.PIPE, env={**os.environ, name: value}
    ) as engine:
        assert engine.stdout
        engine.stdout.readline()
        assert is_left(mark)
        engine.send_signal(signal.Signals[name_of_signal])
        engine.stdout.read()
    until = time.monotonic() + 10
    while is_left(mark) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_left(mark)


@pytest.mark.parametrize("url", ["ws://192.0.2.1:80/", "ws://0.0.0.0:80/", "http://127.0.0.1/"])
def test_other_machines_are_left_alone(url: str) -> None:
    done = subprocess.run([ENGINE, "--url", url], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--i-may-test-this-host" in done.stderr or "no URL" in done.stderr


def test_url_needs_no_harness(tmp_path: Path) -> None:
    with (
        open(tmp_path / "said", "w+", encoding="utf-8") as said,
        subprocess.Popen(
            [*BAD[1:], "good", "server"], stdout=said, stdin=subprocess.PIPE
        ) as server,
    ):
        while not (tmp_path / "said").read_text("utf-8").endswith("\n"):
            time.sleep(0.05)
        port = json.loads((tmp_path / "said").read_text("utf-8"))["port"]
        events = run(*SHORT, "--url", f"ws://127.0.0.1:{port}/1")
        assert server.stdin
        server.stdin.close()
    assert verdict(events) == "holds"
    assert troubles(events) == {}


def test_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([ENGINE, "--listen", port, "--role", "client"], capture_output=True)
    assert done.returncode == 2
