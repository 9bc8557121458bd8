"""Tests of the record of the night that runs, and of what becomes of one that was killed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from suite.command import Fault
from suite.engine.inputs import content_name
from suite.state import keeper, writing
from suite.state.folder import State, open_state
from suite.state.keeper import ARTIFACTS, NEW_INPUTS, Keeper, is_running, settle_lost_nights
from suite.state.record import Night, Verdict

BODY = "body_fuzzer"


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with open_state(tmp_path / "state") as state:
        yield state


def nothing() -> None:
    pass


def record(state: State) -> Night:
    (folder,) = (state.folder / "nights").iterdir()
    return Night.parse_file(folder / "record.json")


def test_a_record_is_there_at_once_and_kept_up_to_date(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "SECONDS_BETWEEN_EARLY_WRITES", 0.02)
    rounds: list[str] = []

    def refresh() -> None:
        rounds.append("again")
        if len(rounds) > 1:
            keeping.night.warnings = list(rounds)

    keeping = Keeper(state, refresh)
    assert record(state).verdict == Verdict.RUNNING and is_running(record(state))
    assert state.scratch(keeping.night.name).is_dir()
    keeping.start()
    end = time.monotonic() + 10
    while len(record(state).warnings) < 3 and time.monotonic() < end:
        time.sleep(0.01)
    keeping.finish(Verdict.CLEAN)
    assert len(record(state).warnings) >= 3
    assert record(state).verdict == Verdict.CLEAN and record(state).ended >= record(state).started
    assert not is_running(record(state))
    assert not state.scratch(keeping.night.name).exists()


def test_the_time_of_a_night_is_counted_once_all_is_built(state: State) -> None:
    kept = Keeper(state, nothing)
    kept.start()
    kept.began = kept.counts_from = kept.began - 100
    kept.building_is_over()
    kept.finish(Verdict.CLEAN)
    assert record(state).seconds_used < 10
    assert 100 <= record(state).seconds_building < 110


def test_two_nights_of_one_second_have_two_names(state: State) -> None:
    first, second = Keeper(state, nothing), Keeper(state, nothing)
    assert first.night.name != second.night.name
    assert second.scratch.name == second.night.name


def test_a_pid_that_is_given_again_is_not_the_night(state: State) -> None:
    night = Keeper(state, nothing).night
    assert is_running(night)
    night.process_started -= 1
    assert not is_running(night)
    night.process = 1 << 22
    assert not is_running(night)


def test_without_space_there_is_no_night(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(Fault, match="cannot write to the state folder .*: No space left"):
        Keeper(state, nothing)
    assert not list((state.folder / "nights").iterdir())
    assert not list((state.folder / "scratch").iterdir())


KILLED = """
import os, sys
from pathlib import Path
from suite.state.folder import open_state
from suite.state.keeper import Keeper
with open_state(Path(sys.argv[1])) as state:
    keeper = Keeper(state, lambda: None)
    for name in ("new/a", "new/b", "0/artifacts/crash-c", "1/artifacts/timeout-d", "seeds/e"):
        path = keeper.scratch / "body_fuzzer" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name[-1])
    os.kill(os.getpid(), 9)
"""


def test_the_next_night_tells_of_one_that_was_killed_and_takes_in_what_it_had(
    tmp_path: Path,
) -> None:
    package = str(Path(writing.__file__).resolve().parent.parent.parent)
    variables = {**os.environ, "PYTHONPATH": package}
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], env=variables)
    with open_state(tmp_path) as state:
        assert record(state).verdict == Verdict.RUNNING
        (sentence,) = settle_lost_nights(state)
        assert settle_lost_nights(state) == []
    night = record(state)
    assert night.verdict == Verdict.LOST and night.incomplete == [sentence]
    assert sentence.endswith(
        "taken in: 2 new inputs, 2 on which an engine had ended, which are " "tried again"
    )
    kept = {path.name for path in state.corpus(BODY).iterdir()}
    tried = {path.name for path in state.aside(BODY).iterdir()}
    assert kept == {content_name(b"a"), content_name(b"b")}
    assert tried == {content_name(b"c"), content_name(b"d")}
    assert list((tmp_path / "scratch").iterdir()) == []


def test_scratch_without_a_record_is_taken_in_too(state: State) -> None:
    for folder in (NEW_INPUTS, f"0/{ARTIFACTS}"):
        path = state.scratch("gone") / BODY / folder / "x"
        path.parent.mkdir(parents=True)
        path.write_text(folder)
    assert settle_lost_nights(state) == [
        "gone left 1 new input, 1 on which an engine had ended, which are tried again"
    ]
    assert len(list(state.corpus(BODY).iterdir())) == 1
