"""Tests of the plan of a night: its sum, what fits, whose turn it is, what is said of the rest."""

import dataclasses
import io

import pytest
from rich.console import Console

from suite.night import need, parts
from suite.night.parts import MAIN_ENGINE, OTHER_ENGINES, Ask, Kind, pairs_of
from suite.night.plan import make, option, show, words
from suite.project import Target, read_manifest
from suite.state.record import EngineRun, Night, PropsRun, Sample, TargetNight

TARGETS = list(read_manifest().values())
BODY, TEXT = read_manifest()["body_fuzzer"], read_manifest()["utf8_fuzzer"]
NOW = "2026-11-25T22:00:00Z"
SECONDS = [10, 13.7, 30, 60, 300, 3600, 8 * 3600]


def ask(seconds: float, **more: object) -> Ask:
    plain = Ask(seconds, 2, TARGETS, NOW, engines=OTHER_ENGINES)
    return dataclasses.replace(plain, **more)


def night(started: str, **more: object) -> Night:
    return Night.parse_obj({"name": started, "started": started, **more})


def enumerated(started: str, seconds: float = 100) -> Night:
    run = PropsRun(what=need.ENUMERATION, command=[], end="clean", seconds=seconds, passed=1)
    return night(started, props=[run])


def fuzzed(started: str, *runs: tuple[str, str]) -> Night:
    rows = [
        TargetNight(target=name, shape="", runs=[EngineRun(engine=engine, executions=9)])
        for engine, name in runs
    ]
    return night(started, targets=rows)


# ---- The sum ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", SECONDS)
@pytest.mark.parametrize("jobs", [1, 2, 64])
@pytest.mark.parametrize("targets", [TARGETS, [BODY], [TEXT]], ids=len)
@pytest.mark.parametrize("named", [False, True])
def test_the_parts_never_take_more_than_the_night_and_nearly_all_of_it(
    seconds: float, jobs: int, targets: list[Target], named: bool
) -> None:
    checks = {"coverage": 90.0, "mutants": 400.0, "instructions": 30.0}
    plan = make(
        ask(seconds, jobs=jobs, targets=targets, checks=checks, named=named, known_findings=7)
    )
    assert 0.9 * seconds < plan.total <= seconds
    assert all(part.seconds >= 0 for part in plan.parts)
    fuzzing = plan.seconds_of(Kind.FUZZ, Kind.AGAIN)
    assert fuzzing > 0.15 * seconds
    fuzzed_targets = {part.what for part in plan.of(Kind.FUZZ) if part.engine == MAIN_ENGINE}
    assert fuzzed_targets == {each.name for each in targets}
    main = sum(p.seconds for p in plan.of(Kind.FUZZ, Kind.AGAIN) if p.engine == MAIN_ENGINE)
    assert main > 0.7 * fuzzing


@pytest.mark.parametrize("seconds", SECONDS)
def test_no_target_has_less_than_the_floor(seconds: float) -> None:
    plan = make(ask(seconds))
    main = [p for p in plan.of(Kind.FUZZ, Kind.AGAIN) if p.engine == MAIN_ENGINE]
    total = sum(part.seconds for part in main)
    for target in TARGETS:
        have = sum(part.seconds for part in main if part.what == target.name)
        assert have >= parts.FLOOR * total / len(TARGETS) - 0.1


# ---- The great enumeration ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "seconds, jobs, history, runs, beside",
    [
        (600, 2, [], True, True),  # it fits into a fifth
        (300, 2, [], True, True),  # it is due, and takes less than half
        (300, 2, ["2026-11-20T22:00:00Z"], False, False),  # it ran within the week
        (300, 2, ["2026-11-18T21:59:00Z"], True, True),  # it ran, but longer ago
        (120, 2, [], False, False),
        (300, 1, [], True, False),  # on the only core
        (3600, 1, ["2026-11-24T22:00:00Z"], True, False),
    ],
)
def test_the_enumeration_runs_where_it_fits_or_is_due(
    seconds: float, jobs: int, history: list[str], runs: bool, beside: bool
) -> None:
    plan = make(ask(seconds, jobs=jobs, history=[enumerated(each) for each in history]))
    found = [p.beside for p in plan.of(Kind.PROPS) if p.what == need.ENUMERATION]
    assert found == ([beside] if runs else [])
    said = [line for line in plan.left_out if need.ENUMERATION in line]
    assert len(said) == (not runs)


def test_an_enumeration_takes_as_long_as_it_did_and_a_quarter() -> None:
    history = [enumerated("2026-11-01T00:00:00Z", seconds=200)]
    assert parts.enumeration_seconds(ask(300, history=history)) == 250
    assert (
        "takes about 4 min: left out. --time 10m is enough"
        in make(ask(300, history=history)).left_out[0]
    )


def test_without_its_shape_nothing_is_said_of_the_enumeration() -> None:
    plan = make(ask(60, targets=[BODY]))
    assert need.ENUMERATION not in str(plan)


def test_one_that_was_cut_off_did_not_run() -> None:
    run = PropsRun(what=need.ENUMERATION, command=[], end="hang", seconds=100)
    assert need.enumerated([night(NOW, props=[run])]) is None


# ---- Other engines ------------------------------------------------------------------------------


def test_other_engines_have_a_tenth_each_of_a_long_night() -> None:
    plan = make(ask(8 * 3600))
    fuzzing = plan.seconds_of(Kind.FUZZ, Kind.AGAIN)
    for engine in OTHER_ENGINES:
        mine = [part for part in plan.of(Kind.FUZZ) if part.engine == engine]
        targets = {each.name for each in TARGETS if each.msan or engine == "AFL++"}
        assert {part.what for part in mine} == targets
        share = 0.1 * len(targets) / len(TARGETS)
        assert sum(part.seconds for part in mine) == pytest.approx(share * fuzzing, rel=0.01)
    assert plan.left_out == []


def test_in_short_nights_all_have_their_turn_one_after_the_other() -> None:
    history: list[Night] = []
    had: set[tuple[str, str]] = set()
    pairs = len(pairs_of(ask(300)))
    for day in range(1, pairs + 1):
        started = f"2026-11-{day:02}T00:00:00Z"
        plan = make(ask(300, now=started, history=history))
        turns = [(p.engine, p.what) for p in plan.of(Kind.FUZZ) if p.engine in OTHER_ENGINES]
        assert turns and not had & set(turns) or len(had) == pairs
        had |= set(turns)
        history.append(fuzzed(started, *turns))
    assert len(had) == pairs


def test_what_no_engine_has_time_for_is_said_with_the_time_it_takes() -> None:
    history, pairs = [enumerated("2026-11-24T00:00:00Z")], len(pairs_of(ask(300)))
    for seconds, said_so in (
        (60, "from --time 4m on"),
        (240, f"run 1 of {pairs} targets: the others"),
    ):
        plan = make(ask(seconds, history=history))
        (said,) = [line for line in plan.left_out if "AFL++" in line]
        assert said_so in said
    assert "--time 30m is enough" in said
    none = make(ask(240, checks={"coverage": 120.0}, named=True, history=history))
    assert f"run 0 of {pairs} targets: none has its turn" in str(none.left_out)


def test_what_does_nothing_under_msan_has_no_part_of_it() -> None:
    alone = [target for target in TARGETS if not target.msan]
    assert [target.name for target in alone] == ["peers_fuzzer"]
    engines = {part.engine for part in make(ask(8 * 3600, targets=alone)).of(Kind.FUZZ)}
    assert engines == {MAIN_ENGINE, "AFL++"}


def test_an_engine_that_is_not_built_has_no_part_and_a_word() -> None:
    plan = make(ask(8 * 3600, engines=["AFL++"]))
    assert {part.engine for part in plan.of(Kind.FUZZ)} == {MAIN_ENGINE, "AFL++"}
    assert plan.left_out == ["libFuzzer MSan is not built: left out"]


# ---- By need ------------------------------------------------------------------------------------


def grown(target: str, features: list[int], fingerprint: str = "now") -> TargetNight:
    samples = [
        Sample(seconds=60 * i, executions=0, rate=0, edges=0, features=each, corpus=0)
        for i, each in enumerate(features)
    ]
    return TargetNight(target=target, shape="", fingerprint=fingerprint, samples=samples)


def test_growth_is_that_of_the_second_half() -> None:
    assert need.growth(grown("x", [0, 90, 100, 110, 130]).samples) == 15
    assert need.growth(grown("x", [5]).samples) is None
    assert need.growth(grown("x", [5, 4, 3]).samples) == 0


def test_need_is_tonights_or_the_last_nights_and_unknown_after_a_change() -> None:
    last = night("2026-11-24T00:00:00Z", targets=[grown(BODY.name, [0, 0, 6])])
    assert need.need_of(BODY, [last], "now") == 6
    assert need.need_of(BODY, [last], "changed") is None
    assert need.need_of(BODY, [last], "changed", grown(BODY.name, [0, 0, 2])) == 2
    assert need.need_of(BODY, [], "now") is None


def test_the_second_round_goes_to_who_still_finds() -> None:
    asked, tonight = ask(3600), {each.name: grown(each.name, [0, 9, 9]) for each in TARGETS}
    tonight[TEXT.name] = grown(TEXT.name, [0, 9, 12])
    assert [(p.what, p.seconds) for p in parts.second_round(asked, 100, tonight)] == [
        (TEXT.name, 100)
    ]
    tonight[BODY.name] = grown(BODY.name, [0, 9, 10])
    shares = {p.what: p.seconds for p in parts.second_round(asked, 100, tonight)}
    assert shares == {TEXT.name: 75, BODY.name: 25}
    even = parts.second_round(asked, 100, {})
    assert [part.seconds for part in even] == [parts.down(100 / len(TARGETS))] * len(TARGETS)


def test_who_is_unknown_needs_as_much_as_who_needs_most() -> None:
    assert need.shares({"a": 6, "b": None, "c": 0}) == {"a": 0.5, "b": 0.5, "c": 0}


def test_a_source_is_of_the_codec_and_of_the_targets_own_files() -> None:
    sources = [need.source_of(target) for target in TARGETS]
    assert len(set(sources)) == len(TARGETS)
    assert sources == [need.source_of(target) for target in TARGETS]


# ---- Checks -------------------------------------------------------------------------------------


def test_checks_that_are_due_have_a_quarter_and_named_ones_half() -> None:
    checks = {"coverage": 100.0, "mutants": 60.0}
    plan = make(ask(600, checks=checks))
    assert [part.what for part in plan.of(Kind.CHECK)] == ["coverage"]
    assert plan.left_out[-1] == "mutants takes about 60 s: left out. --time 15m is enough"
    assert plan.missing == ["mutants"]
    named = make(ask(600, checks=checks, named=True))
    assert [part.what for part in named.of(Kind.CHECK)] == ["coverage", "mutants"]
    assert named.missing == []
    assert make(ask(60, checks=checks, named=True)).missing == ["coverage", "mutants"]


def test_a_check_that_no_night_holds() -> None:
    plan = make(ask(600, checks={"systematic": 50 * 3600.0}))
    assert plan.left_out[-1].endswith(
        "takes about 50 h: left out. No night of a day is long enough"
    )


# ---- As it is printed ---------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 110])
def test_a_plan_is_a_table_that_is_readable_at_any_width(width: int) -> None:
    console = Console(width=width, file=io.StringIO())
    show(make(ask(3600, checks={"coverage": 90.0})), console)
    assert isinstance(console.file, io.StringIO)
    said = console.file.getvalue()
    assert all(len(line) <= width for line in said.splitlines())
    for word in ("props", "fuzz, libFuzzer ASan", "fuzz by need", "AFL++", "merge", "coverage"):
        assert word in said
    assert "…" not in said


def test_times_in_words_and_as_options() -> None:
    assert [words(each) for each in (9.6, 119, 150, 7200)] == ["10 s", "119 s", "2 min", "2 h"]
    assert [option(each) for each in (60, 5400, 7200)] == ["1m", "90m", "2h"]
