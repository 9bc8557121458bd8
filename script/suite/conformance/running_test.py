"""Whatever an engine does, it ends as a row that says so, and the others are judged."""

import io
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from suite.conformance import engine_output, running
from suite.conformance.conformance import judged_whole
from suite.conformance.contenders import Contender, Missing
from suite.conformance.record import Role, Settings, Verdict
from suite.conformance.running import Course, Ran
from suite.conformance.stand_in import behave, build_stand_in
from suite.project import BUILT_VARIABLE


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(BUILT_VARIABLE, str(tmp_path))
    monkeypatch.setattr(running, "SHORT_SECONDS", 2)
    return build_stand_in(tmp_path)


def course_of(*peers: str | Contender) -> Course:
    course = Course(Settings(short=True), 2, Console(file=io.StringIO()), keep=lambda _: None)
    course.run([each if isinstance(each, Contender) else make(each) for each in peers])
    return course


def make(name: str) -> Contender:
    return Contender(name, [Role.SERVER], lambda: ["--peer", name])


def alone(engine: Path, does: str) -> Ran:
    """Of a peer that does something, beside one that behaves."""
    behave(engine, wslay=does)
    course = course_of("closeframe", "wslay")
    assert course.ran["closeframe", Role.SERVER].result.is_whole
    return course.ran["wslay", Role.SERVER]


def test_one_that_behaves(engine: Path) -> None:
    ran = alone(engine, "well")
    assert ran.incomplete == "" and ran.result.is_whole and ran.result.trouble == []
    assert ran.result.verdict("rejects_half_a_code") == Verdict.HOLDS
    assert ran.runs == 12345 and ran.judged["rejects_half_a_code"] == 812
    assert ran.result.again == "script/conformance --show wslay"


@pytest.mark.parametrize(
    "does, why",
    [
        ("hangs", "it did not end within 2 s"),
        ("dies", "killed by SIGSEGV"),
        ("quits", "exited with 2: no rule of props is called so"),
    ],
)
def test_one_that_does_not_come_to_its_end(engine: Path, does: str, why: str) -> None:
    ran = alone(engine, does)
    assert ran.incomplete == why and not ran.result.is_whole
    assert [(each.kind, each.said) for each in ran.result.trouble] == [("engine", why)]
    assert ran.result.verdict("rejects_half_a_code") == Verdict.NOT_RUN


def test_one_that_floods(engine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_output, "MOST_LINES", 1000)
    assert "flooded" in alone(engine, "floods").incomplete


def test_garbage_is_a_row_and_the_verdicts_count(engine: Path) -> None:
    ran = alone(engine, "garbage")
    assert ran.result.is_whole and ran.result.verdict("rejects_half_a_code") == Verdict.HOLDS
    assert {each.kind for each in ran.result.trouble} == {"engine"}


def test_trouble_of_a_harness_is_a_row(engine: Path) -> None:
    leaks = alone(engine, "leaks")
    assert leaks.incomplete == "" and leaks.result.trouble[0].kind == "leak"
    lost = alone(engine, "nostart")
    assert lost.incomplete == "java is missing" and not lost.result.is_whole


def test_what_is_not_installed_is_skipped_once(engine: Path) -> None:
    def words() -> Sequence[str]:
        raise Missing("qt6 missing: apt-get install qt6")

    course = course_of("closeframe", Contender("qt", list(Role), words))
    assert list(course.ran) == [("closeframe", Role.SERVER)]
    assert [(each.peer, each.why) for each in course.skipped] == [
        ("qt", "qt6 missing: apt-get install qt6")
    ]


def test_only_who_was_judged_in_all_roles_is_recorded(engine: Path) -> None:
    both = Contender("beast", list(Role), lambda: ["--peer", "beast"])
    course = course_of(both, "wslay")
    assert len(judged_whole(course, [both, make("wslay")])) == 3
    del course.ran["beast", Role.CLIENT]
    assert [each.peer for each in judged_whole(course, [both, make("wslay")])] == ["wslay"]


def test_the_engine_is_told_what_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(short=True, cases=7, seed=3)
    assert running.options_of(settings)[:5] == ["--short", "--cases", "7", "--seed", "3"]
    monkeypatch.setattr(running, "SEEDS", tmp_path)
    assert running.options_of(Settings()) == ["--seeds", str(tmp_path)]
    monkeypatch.setattr(running, "SEEDS", tmp_path / "none")
    assert running.options_of(Settings()) == []


def test_nothing_that_hangs_is_left(engine: Path) -> None:
    behave(engine, wslay="waits")
    course_of("wslay")
    (pid,) = map(int, Path(f"{engine}.began").read_text().split())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_who_took_longest_begins_and_who_is_new_before_all(engine: Path) -> None:
    before = {("wslay", Role.SERVER): 1.0, ("closeframe", Role.SERVER): 70.0}
    course = Course(Settings(short=True), 1, Console(file=io.StringIO()), lambda _: None, before)
    ended = []
    course.keep = lambda one: ended.append(list(one.ran)[-1][0])
    course.run([make("wslay"), make("closeframe"), make("new")])
    assert ended == ["new", "closeframe", "wslay"]
    assert [peer for peer, _ in course.ran] == ["wslay", "closeframe", "new"]
