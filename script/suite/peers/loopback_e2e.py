"""The engine's side of a socket, over harnesses that are at fault on purpose: each fault ends in a
row that names it, the run goes on, and nothing is left behind.

Run by the CTest suite.loopback, which sets CLOSEFRAME_BUILD.
"""

import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from suite.peers.engine_runs import BAD, ENGINE, SHORT, run, troubles, verdict

DEVOURS = ("memory", "takes more than 100 MiB of memory", "crashes")
FLOODS = ("flood", "prints without end", "crashes")
LEAKS = ("leak", "keeps connections", "holds")
SAYS_GARBAGE = ("garbage", "Listening ...", "holds")
STAYS = ("hang", "does not end when its standard input does", "holds")
SILENT = ("hang", "silent in the opening handshake", "not run")


@pytest.mark.parametrize(
    ("role", "how"), [("server", "good"), ("client", "good"), ("client", "connects once too often")]
)
def test_good_one_has_no_row(role: str, how: str) -> None:
    events = run("--role", role, "--harness", *BAD, how)
    assert troubles(events) == {}
    assert verdict(events) == "holds"


@pytest.mark.parametrize(
    ("role", "fault", "kind", "words", "survives"),
    [
        ("server", "garbage", *SAYS_GARBAGE),
        ("client", "garbage", *SAYS_GARBAGE),
        ("server", "half a line of garbage", "garbage", '"code" that is no number', "holds"),
        ("server", "wrong connection", "garbage", "connection that does not exist", "not run"),
        ("client", "wrong path", "garbage", "opening handshake", "not run"),
        ("server", "leak", *LEAKS),
        ("client", "leak", *LEAKS),
        ("server", "stays", *STAYS),
        ("client", "stays", *STAYS),
        ("server", "flood", *FLOODS),
        ("client", "flood", *FLOODS),
        ("server", "endless line", *FLOODS),
        ("server", "devours", *DEVOURS),
        ("server", "devours by another", *DEVOURS),
        ("server", "no start", "no start", "No module named 'x'", "not run"),
        ("client", "no start", "no start", "No module named 'x'", "not run"),
        ("server", "never ready", "no start", "does not say that it is ready", "not run"),
        ("server", "wrong port", "no start", "nobody listens", "not run"),
        ("client", "never connects", "hang", "does not connect", "not run"),
        ("server", "silent handshake", *SILENT),
        ("client", "silent handshake", *SILENT),
        ("server", "crash now and then", "crash", "not each time", "holds"),
    ],
)
def test_fault_of_a_harness_has_a_row(
    role: str, fault: str, kind: str, words: str, survives: str
) -> None:
    patience = 5 if survives == "not run" else 10
    options = ["--role", role, "--memory", "100"]
    events = run(*options, "--harness", *BAD, fault, patience=patience)
    assert words in troubles(events)[kind]
    assert verdict(events) == survives
    assert events[-1]["event"] == "done"


@pytest.mark.parametrize("role", ["server", "client"])
def test_one_that_hangs_in_all_that_it_does_is_given_up(role: str) -> None:
    events = run("--role", role, "--harness", *BAD, "hang", patience=5)
    assert "hangs again and again" in troubles(events)["hang"]
    assert verdict(events) == "not run"
    assert events[-1]["event"] == "done"


@pytest.mark.parametrize(
    ("role", "fault", "survives"),
    [
        ("server", "crash", "crashes"),
        ("client", "crash", "crashes"),
        ("server", "crash by a frame", "crashes"),
        ("server", "silent to faults", "hangs"),
        ("client", "silent to faults", "hangs"),
        ("server", "never asked", "hangs"),
    ],
)
def test_dialogue_says_that_it_crashes_or_hangs(role: str, fault: str, survives: str) -> None:
    events = run("--role", role, "--harness", *BAD, fault, patience=10)
    assert verdict(events) == survives
    assert events[-1]["event"] == "done"


@pytest.mark.parametrize(
    ("fault", "found"),
    [("good", "holds"), ("tells twice", "violates"), ("tells again later", "violates")],
)
def test_one_that_tells_twice_is_judged(fault: str, found: str) -> None:
    assert verdict(run("--harness", *BAD, fault, rule="tells_once")) == found


def test_who_tells_late_is_accused_of_nothing() -> None:
    rule = "splits_change_nothing_told"
    events = run("--harness", *BAD, "tells late of splits", plan=SHORT, rule=rule)
    assert verdict(events) == "holds" and troubles(events) == {}
    assert any(rule in each["said"] for each in events if each["event"] == "chance")


def story(dialogue: str, fault: str) -> str:
    command = [str(ENGINE), "--input", dialogue, "--harness", *BAD, fault]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def test_a_wish_that_is_refused_at_the_end_is_refused() -> None:
    found = verdict(run("--harness", *BAD, "refuses late", rule="sends_the_code_asked_for"))
    assert found == "not applicable"


@pytest.mark.parametrize(
    ("fault", "words"), [("good", "done"), ("answers out of turn", "no word comes of it")]
)
def test_words_that_come_out_of_turn_are_of_no_wish(fault: str, words: str) -> None:
    three_wishes = "80" + "4003e800" + "4003e900" + "4003ea00"  # 1000, 1001, 1002
    told = story(three_wishes, fault)
    assert "the application closes with 1000: done" in told
    for code in (1001, 1002):
        assert f"the application closes with {code}: {words}" in told


@pytest.mark.parametrize(("fault", "goes_on"), [("good", False), ("goes on", True)])
def test_who_goes_on_past_a_fault_violates_and_does_not_hang(fault: str, goes_on: bool) -> None:
    unmasked_ping = "80028900"
    told = story(unmasked_ping, fault)
    assert ("violates        server_rejects_what_is_not_masked" in told) == goes_on
    assert "hangs  " not in told


@pytest.mark.parametrize("fault", ["good", "crash by a frame"])
def test_two_runs_print_the_same(fault: str) -> None:
    with ThreadPoolExecutor() as pool:
        one, other = pool.map(lambda _: run("--harness", *BAD, fault), range(2))
    assert one == other


def test_who_rejects_by_chance_is_told_to_do_both() -> None:
    events = run("--harness", *BAD, "rejects by chance")
    outcomes = {each["name"]: each["outcome"] for each in events if each["event"] == "outcome"}
    assert outcomes["close, one byte"] == "closes with 1002, or ends the transport without a close"
    assert outcomes["close with 1000"] == "closes with 1000"


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
        [ENGINE, "--harness", *BAD, "children"],
        stdout=subprocess.PIPE,
        env={**os.environ, name: value},
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
