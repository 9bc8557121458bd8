"""The engine over implementations that are at fault on purpose, peers/engine/faulty_adapters.cpp:
each fault is told apart from the others, twice in the same words, and nobody is left behind.

Run by the CTest suite.conformance_engine, which sets CLOSEFRAME_BUILD.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from suite.project import FUZZ_PRESET, built_program

CANARY = str(built_program(FUZZ_PRESET, "peers/conformance_canary"))
HALF_A_CODE = "800788810000000003"  # to a server: seven bytes, a close whose body is one byte
Event = dict[str, Any]


def lines_of(peer: str, *options: str, plan: Sequence[str] = ["--table"]) -> list[str]:
    """All that the engine prints but how far it is and how much it did, of the named dialogues
    unless `plan` says otherwise."""
    command = [CANARY, "--peer", peer, *plan, *options]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    assert ran.stderr == ""
    return [line for line in ran.stdout.splitlines() if '"event":"progress"' not in line]


def events_of(peer: str, *options: str) -> list[Event]:
    return [json.loads(line) for line in lines_of(peer, *options)]


def counterexamples_of(events: list[Event], rule: str) -> list[Event]:
    return [each for each in events if each["event"] == "counterexample" and each["rule"] == rule]


def verdict_of(events: list[Event], rule: str) -> str:
    (verdict,) = [e["verdict"] for e in events if e["event"] == "rule" and e["rule"] == rule]
    return str(verdict)


@pytest.mark.parametrize(
    "peer, verdict, last_words",
    [
        ("aborts", "crashes", "SIGABRT: faulty.c:12: the buffer at an address is gone"),
        ("throws", "crashes", "a reason of 124 bytes"),
        ("exits", "crashes", "exit status 7"),
        ("dies-later", "crashes", "SIGABRT"),
        ("devours", "crashes", ""),
        ("spins", "hangs", "no answer for 2 s"),
        ("mutilates", "hangs", "no answer for 2 s"),
    ],
)
def test_what_takes_a_process_or_its_time_is_a_row(
    peer: str, verdict: str, last_words: str
) -> None:
    events = events_of(peer, "--rule", "survives")
    assert events[-1]["event"] == "done"
    assert verdict_of(events, "survives") == verdict
    found = {each["kind"]: each for each in counterexamples_of(events, "survives")}["half a code"]
    assert (found["verdict"], len(found["input"])) == (verdict, len(HALF_A_CODE))
    assert last_words in found["happened"]


def test_a_violation_is_none_of_them() -> None:
    events = events_of("sends-1005")
    rule = "sends_no_code_that_only_applications_are_told"
    assert verdict_of(events, "survives") == "holds"
    assert verdict_of(events, rule) == "violates"
    assert HALF_A_CODE in [each["input"] for each in counterexamples_of(events, rule)]


def test_two_verdicts_of_one_dialogue_are_said_and_accuse_nobody() -> None:
    events = events_of("flaky")
    assert [each for each in events if each["event"] == "counterexample"] == []
    said = [each["said"] for each in events if each["event"] == "chance"]
    assert any("sends_no_code_that_only_applications_are_told" in each for each in said)
    assert [each for each in events if each["event"] == "trouble"] == []


def test_what_an_implementation_prints_is_no_event() -> None:
    events = events_of("chatters")
    assert [each["event"] for each in events].count("done") == 1
    assert verdict_of(events, "survives") == "holds"


@pytest.mark.parametrize("peer", ["aborts", "sends-1005"])
def test_two_searches_say_the_same(peer: str) -> None:
    search = ["--short", "--cases", "300"]
    assert lines_of(peer, plan=search) == lines_of(peer, plan=search)


def spinning_children_of(process: int) -> list[int]:
    """Those that have been busy for some tenths of a second."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(one) for one in children if int(fields_of(int(one))[11]) > 20]


def fields_of(process: int) -> list[str]:
    """What the system says of a process, from its state on; a zombie where it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return ["Z"] + ["0"] * 20


@pytest.mark.parametrize("how, status", [(signal.SIGINT, 3), (signal.SIGKILL, -signal.SIGKILL)])
def test_nobody_is_left_behind(how: signal.Signals, status: int) -> None:
    command = [CANARY, "--peer", "spins"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as engine:
        end = time.monotonic() + 30
        while not (children := spinning_children_of(engine.pid)) and time.monotonic() < end:
            time.sleep(0.01)
        engine.send_signal(how)
        assert engine.wait(timeout=30) == status
    assert children
    # SIGKILL of a busy machine takes a moment.
    while any(fields_of(one)[0] != "Z" for one in children) and time.monotonic() < end:
        time.sleep(0.01)
    assert all(fields_of(one)[0] == "Z" for one in children)


def test_a_dialogue_is_told_again() -> None:
    command = [CANARY, "--peer", "sends-1005", "--input", HALF_A_CODE]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "violates        sends_no_code_that_only_applications_are_told" in told


@pytest.mark.parametrize(
    "words",
    [[], ["--peer", "nobody"], ["--peer", "aborts", "--input", "8"], ["--harness"]],
)
def test_a_wrong_call(words: list[str]) -> None:
    ran = subprocess.run([CANARY, *words], capture_output=True, text=True, env=os.environ)
    assert ran.returncode == 2
    assert ran.stderr
