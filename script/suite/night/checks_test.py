"""Tests of the checks of a night: which are picked, how long they may take, and how each ends."""

import json
from pathlib import Path

import pytest

from suite.command import Fault
from suite.night import checks
from suite.night.checks import PARTS, Command, Place
from suite.process import Stopper
from suite.project import BUILT_VARIABLE
from suite.state.record import Check, Night

NOW = "2026-11-25T22:00:00Z"


def night(day: int, *ran: Check) -> Night:
    started = f"2026-11-{day:02}T22:00:00Z"
    return Night(name=started, started=started, checks=list(ran))


def measured(part: int, end: str = "clean", seconds: float = 100) -> Check:
    words = ["script/mutants", "--part", f"{part}/{PARTS}"]
    return Check(name="mutants", command=words, end=end, passed=end == "clean", seconds=seconds)


# ---- Which --------------------------------------------------------------------------------------


def test_checks_are_picked_by_name_and_run_in_the_order_of_the_table() -> None:
    assert checks.pick("") == []
    assert checks.pick("oss-fuzz,mutants") == ["mutants", "oss-fuzz"]
    assert checks.pick("all") == list(checks.CHECKS)
    assert checks.pick("none") == []
    assert checks.pick("due") is None
    assert set(checks.DUE) < set(checks.CHECKS)
    with pytest.raises(Fault, match="no check 'mutant'; there are: mutants, "):
        checks.pick("mutants,mutant")


def test_a_check_takes_as_long_as_it_last_did_and_a_quarter() -> None:
    history = [night(1, measured(1)), night(2, measured(2, "hang", 7)), night(3)]
    assert checks.seconds_of(["mutants", "coverage"], history) == {
        "mutants": 125,
        "coverage": checks.CHECKS["coverage"].seconds,
    }


# ---- Planted bugs -------------------------------------------------------------------------------


def test_each_night_measures_the_next_part() -> None:
    history: list[Night] = []
    parts = []
    for day in range(1, PARTS + 2):
        parts.append(checks.next_part(history))
        history.append(night(day, measured(parts[-1])))
    assert parts == [*range(1, PARTS + 1), 1]


def test_a_part_that_was_cut_off_has_its_turn_again_and_one_that_failed_has_not() -> None:
    assert checks.next_part([night(1, measured(3)), night(2, measured(4, "hang"))]) == 4
    assert checks.next_part([night(1, measured(3)), night(2, measured(4, "exited with 1"))]) == 5
    assert checks.next_part([night(1, measured(3)), night(2, measured(4, "exited with 2"))]) == 4


def test_a_week_of_nights_has_measured_every_planted_bug() -> None:
    history = [night(18 + part, measured(part)) for part in range(1, PARTS + 1)]
    known = checks.mutants_of(history, NOW)
    assert known.measured_within_week == known.planted > 150
    fewer = checks.mutants_of(history[1:], NOW)
    assert 0 < known.planted - fewer.measured_within_week <= known.planted / PARTS + 1
    assert checks.mutants_of(history, "2026-12-25T22:00:00Z").measured_within_week == 0


# ---- Running one --------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Runner":
    monkeypatch.delenv(BUILT_VARIABLE, raising=False)
    return Runner(Place(tmp_path / "state", "n"), monkeypatch)


class Runner:
    def __init__(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        self.place, self.monkeypatch, self.stopper = place, monkeypatch, Stopper(grace=0.2)

    def __call__(self, script: str, seconds: float = 10) -> Check:
        table = {"it": Command(["sh", "-c", script], 1)}
        self.monkeypatch.setattr(checks, "CHECKS", table)
        return checks.run("it", self.place, [], seconds, self.stopper)


def test_a_check_ends_with_what_its_command_said_last(run: Runner) -> None:
    bad = run("echo one; echo two >&2; exit 1")
    assert (bad.end, bad.conclusion, bad.passed) == ("exited with 1", "two", False)
    assert checks.why_incomplete(bad) == ""
    assert bad.log == "nights/n/checks/it.log"
    assert (run.place.state / bad.log).read_text() == "one\ntwo\n"
    assert "FAIL" in checks.in_words(bad) and bad.log in checks.in_words(bad)
    quiet = run("true")
    assert (quiet.conclusion, quiet.passed) == ("it printed nothing", True)
    assert checks.in_words(quiet).startswith("  ok   it, 0 s")


@pytest.mark.parametrize(
    "script, end",
    [("sleep 60", "hang"), ("kill -9 $$", "killed by SIGKILL"), ("exit 2", "exited with 2")],
)
def test_one_that_did_not_do_its_work_is_incomplete_and_no_failure(
    run: Runner, script: str, end: str
) -> None:
    check = run(f"echo half; {script}", seconds=0.5)
    assert (check.end, check.passed) == (end, False) and check.seconds < 10
    assert checks.why_incomplete(check) == f"it: {end} after {check.seconds:.0f} s: half"
    assert "FAIL" not in checks.in_words(check)


def test_one_that_was_stopped_is_incomplete(run: Runner) -> None:
    run.stopper.stop()
    assert checks.why_incomplete(run("true")).startswith("it: stopped after 0 s")


def test_a_log_has_an_end(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LOG_SIZE", 1 << 20)
    check = run("yes | head -c 3000000; echo last")
    log = (run.place.state / check.log).read_text()
    assert check.passed and check.conclusion == "last"
    assert len(log) < 1.1 * (1 << 20) and log.endswith("cut: there were more than 1 MiB\n")


def test_with_programs_that_are_built_no_check_is_run(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BUILT_VARIABLE, "/built")
    check = run("echo ran")
    assert check.skipped and not check.passed and not check.end
    assert checks.why_incomplete(check) == "" and BUILT_VARIABLE in checks.in_words(check)


def test_coverage_is_of_the_corpus_and_is_read_from_what_it_wrote(tmp_path: Path) -> None:
    place = Place(tmp_path / "state", "n")
    command = checks.command_of("coverage", place, [])
    assert command[command.index("--corpus") + 1] == str(place.state / "corpus")
    assert checks.coverage_of(place) is None
    place.coverage.parent.mkdir(parents=True)
    pages = place.night / "coverage" / "kept" / "index.html"
    rows = {"kept": {"totals": {"lines": [3, 4]}, "pages": str(pages)}}
    place.coverage.write_text(json.dumps(rows))
    found = checks.coverage_of(place)
    assert found and found.totals == {"lines": (3, 4)}
    assert found.pages == "nights/n/coverage/kept/index.html"
