"""script/conformance as somebody calls it, over a stand-in for the engine."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from suite.command import Fault
from suite.conformance import conformance
from suite.conformance.stand_in import behave, build_stand_in
from suite.project import BUILT_VARIABLE, ROOT

PEERS = ["closeframe", "beast", "wslay"]


@dataclass(frozen=True)
class Called:
    status: int
    said: str  # on standard output

    @property
    def last_line(self) -> str:
        return self.said.strip().splitlines()[-1]


class Caller:
    """Calls the command in a folder of its own."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capture = folder, capture
        self.engine = build_stand_in(folder / "built")
        self.out = folder / "out"

    def words(self, *words: str) -> list[str]:
        own = ["--out", str(self.out), "--expected", str(self.folder / "expected")]
        return ["script/conformance", *words, *own]

    def __call__(self, *words: str) -> Called:
        sys.argv = self.words(*words)
        status = conformance.main()
        return Called(status, self.capture.readouterr().out)

    def accept(self) -> None:
        assert self(*PEERS, "--accept").status == 0


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Caller]:
    monkeypatch.setenv(BUILT_VARIABLE, str(tmp_path / "built"))
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.chdir(tmp_path)
    before = signal.getsignal(signal.SIGTERM)
    yield Caller(tmp_path, capsys)
    signal.signal(signal.SIGTERM, before)


def test_what_is_not_known_yet_fails_until_it_is_recorded(call: Caller) -> None:
    done = call(*PEERS)
    assert done.status == 1 and "beast: nothing is known of it; --accept" in done.said
    call.accept()
    done = call(*PEERS)
    assert done.status == 0
    assert done.last_line == "6 judged, 1 rules broken, all as expected"


def test_two_runs_give_the_same_files(call: Caller) -> None:
    call.accept()
    first = [(call.out / name).read_bytes() for name in ("results.json", "index.html")]
    (call.out / "results.json").unlink()
    call(*PEERS, "--jobs", "1")
    assert first == [(call.out / name).read_bytes() for name in ("results.json", "index.html")]


@pytest.mark.parametrize(
    "does, said",
    [
        ({"beast": "mended"}, "beast, server: rejects_half_a_code: was violates, is holds"),
        ({"wslay": "breaks"}, "wslay, client: rejects_half_a_code: was holds, is violates"),
        ({"wslay": "stuck"}, "wslay, client: one_close_at_most: was holds, is hangs"),
        ({"wslay": "leaks"}, "wslay, client: trouble: was nothing, is leak"),
    ],
)
def test_what_has_changed_fails(call: Caller, does: dict[str, str], said: str) -> None:
    call.accept()
    behave(call.engine, **does)
    done = call(*PEERS)
    assert done.status == 1 and f"not as expected  {said}" in done.said
    assert "not as expected" in done.last_line


def test_what_came_once_is_told_and_changes_nothing(call: Caller) -> None:
    call.accept()
    behave(call.engine, wslay="varies")
    done = call(*PEERS)
    assert done.status == 0 and "by chance, so it counts for nothing: 1" in done.said
    rows = json.loads((call.out / "measured.json").read_text())
    assert [each["peer"] for each in rows if each["chances"]] == ["wslay"] * 2


def test_ours_must_hold_every_rule_whatever_is_recorded(call: Caller) -> None:
    behave(call.engine, closeframe="breaks")
    assert call("closeframe", "--accept").status == 1
    done = call("closeframe")
    assert done.status == 1 and "closeframe, server: rejects_half_a_code" in done.said


def test_a_new_version_is_news(call: Caller) -> None:
    call.accept()
    behave(call.engine, wslay="v2")
    done = call("wslay")
    assert done.status == 0 and "news  wslay 2, server: new, compared with 1" in done.said


def test_a_short_run_fails_only_for_what_newly_breaks(call: Caller) -> None:
    call.accept()
    behave(call.engine, beast="mended", wslay="breaks")
    done = call("beast", "--short")
    assert done.status == 0 and "1 of what is known was not met" in done.said
    assert call("wslay", "--short").status == 1


@pytest.mark.parametrize("does", ["dies", "quits", "nostart"])
def test_what_was_not_done_to_its_end_is_incomplete(call: Caller, does: str) -> None:
    call.accept()
    behave(call.engine, wslay=does)
    done = call(*PEERS)
    assert done.status == 3 and "incomplete" in done.last_line
    assert "wslay" in (call.out / "index.html").read_text()


def test_somebodys_own_must_hold_unless_recorded_otherwise(call: Caller) -> None:
    good = call("--url", "ws://127.0.0.1:9/")
    assert (good.status, good.last_line) == (0, "1 judged, 0 rules broken, all as expected")
    behave(call.engine, url="breaks", listen="breaks")
    words = ("--url", "ws://127.0.0.1:9/", "--junit", "j.xml", "--badge", "b.json")
    bad = call(*words)
    assert bad.status == 1 and "url, server: rejects_half_a_code: violates" in bad.said
    assert json.loads((call.folder / "b.json").read_text())["message"] == "1 of 2 rules"
    assert 'failures="1"' in (call.folder / "j.xml").read_text()
    assert call("--listen", "9").status == 1
    call(*words, "--accept")
    assert call(*words).status == 0


def test_one_dialogue_is_shown_again(call: Caller) -> None:
    done = call("--show", "beast", "8003880102")
    assert done.said == "replayed 8003880102 as a server by beast\n"
    (call.folder / "input").write_bytes(b"\x00\x03")
    assert "replayed 0003 as a client by wslay" in call("--show", "wslay", "input").said


def test_a_run_of_one_keeps_the_others(call: Caller) -> None:
    call.accept()
    call("wslay")
    results = json.loads((call.out / "results.json").read_text())["results"]
    assert {each["peer"] for each in results} == set(PEERS)


@pytest.mark.parametrize(
    "words, said",
    [
        (["nobody"], "there is no peer 'nobody'; there are: closeframe"),
        (["--cases", "0"], "'0' is no number of 1 or more"),
        (["--url", "ws://192.0.2.1/"], "--i-may-test-this-host"),
        (["--url", "ws://127.0.0.1/", "--listen", "9"], "only one of --url, --listen"),
        (["beast", "--harness", "x"], "do not go with one of your own"),
        (["--short", "--accept"], "--accept goes with a whole run"),
        (["--document"], "has no results: run script/conformance first"),
        (["--show", "beast", "xyz"], "'xyz' is neither hex nor a file"),
        (["--listen", "99999"], "there is no port 99999"),
        (["--harness", "x", "--roles", "judge"], "--roles are server, client"),
    ],
)
def test_a_wrong_call_is_one_line(call: Caller, words: list[str], said: str) -> None:
    with pytest.raises(Fault) as fault:
        call(*words)
    assert said in str(fault.value) and "\n" not in str(fault.value)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_no_process_and_keeps_what_was_done(call: Caller, number: int) -> None:
    behave(call.engine, wslay="waits")
    running = subprocess.Popen(
        [ROOT / call.words()[0], *call.words("closeframe", "wslay")[1:]],
        stdout=subprocess.PIPE,
        text=True,
    )
    began = Path(f"{call.engine}.began")
    deadline = time.monotonic() + 30
    while not (began.exists() and began.read_text().count("\n") == 2):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    running.send_signal(number)
    said, _ = running.communicate(timeout=30)
    assert running.returncode == 1, said  # nothing is known of closeframe
    assert "incomplete  it was interrupted" in said
    for pid in map(int, began.read_text().split()):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    results = json.loads((call.out / "results.json").read_text())["results"]
    assert {each["peer"] for each in results if each["is_whole"]} == {"closeframe"}
    assert (call.out / "index.html").exists()
