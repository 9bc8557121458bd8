"""Tests of what is shown of a night, at 60 columns, at 110, and where there is no terminal."""

import io
import re
import time

import pytest
from rich.console import Console

from suite.night import view
from suite.state.record import Finding, Life, Night, Phase, PropsRun, Sample, TargetNight, Verdict

WIDTHS = [60, 110]


def part(name: str, state: str = "waiting", **more: object) -> TargetNight:
    samples = [
        Sample(seconds=s, executions=0, rate=0, edges=edges, features=0, corpus=0)
        for s, edges in ((10, 200), (20, 260), (50, 260))
    ]
    figures: dict[str, object] = {
        "executions": 123_456_789_012,
        "rate": 1_429_478,
        "edges": 260,
        "edges_total": 1157,
        "seeds": 284,
        "corpus_after": 20_000,
        "corpus_new": 17,
    }
    row: dict[str, object] = {
        "target": name,
        "shape": "",
        "state": state,
        "samples": samples,
        **figures,
        **more,
    }
    return TargetNight.parse_obj(row)


def night() -> Night:
    return Night(
        name="n",
        started="2026-11-25T22:00:00Z",
        seconds_asked=300,
        phases=[Phase(name="props", began=0, seconds=9), Phase(name="fuzz", began=9, seconds=0)],
        targets=[part("body_fuzzer", "fuzzing", crashes=12), part("close_request_fuzzer")],
        findings=[
            finding("old-one", Life.KNOWN),
            finding("gone-one", Life.GONE),
            finding("Body.reserved_codes_are_never_accepted_or_sent", Life.NEW),
        ],
    )


def finding(signature: str, life: Life) -> Finding:
    return Finding(target="body_fuzzer", signature=signature, kind="", title="", life=life, count=3)


def shown(width: int, it: Night, elapsed: float = 80) -> str:
    console = Console(width=width, file=io.StringIO())
    console.print(view.picture_of(it, elapsed, width))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_at_any_width(width: int) -> None:
    said = shown(width, night())
    assert all(len(line) <= width for line in said.splitlines())
    assert "…" not in said
    for word in ("fuzz: 80 s of 5 min, 4 min left", "1,429,478", "20,284", "close_request"):
        assert word in said
    assert "Body.reserved_codes_are_never_accepted_or_sent" in said.replace("\n", "")


def test_a_wide_one_says_more() -> None:
    assert "123,456,789,012" in shown(110, night()) and "fuzzing" in shown(110, night())
    assert "123,456,789,012" not in shown(60, night())


def test_what_broke_is_there_the_new_first_and_what_is_gone_is_not() -> None:
    said = shown(110, night())
    assert "gone-one" not in said
    assert said.index("new: Body.reserved") < said.index("known: old-one")
    it = night()
    it.findings = [finding(f"one-{i}", Life.NEW) for i in range(view.MOST_FINDINGS + 2)]
    assert "and 2 more" in shown(110, it)


def test_the_last_new_edge_is_when_the_count_was_first_reached() -> None:
    assert view.since_new_edge(part("x"), 80) == 60
    assert view.since_new_edge(part("x", edges=0), 80) is None
    assert view.since_new_edge(part("x", samples=[]), 80) is None


def test_a_night_that_has_just_begun_and_one_that_is_late() -> None:
    it = Night(name="n", started="2026-11-25T22:00:00Z", seconds_asked=60)
    assert shown(60, it, 0).strip() == "begins: 0 s of 60 s, 60 s left"
    assert "0 s left" in view.headline(it, 70)


def test_without_a_terminal_there_are_lines_of_who_is_at_work_and_each_finding_once() -> None:
    watch = view.Watch(Console(file=io.StringIO()), night(), lambda: 80)
    assert watch.new_findings() == [
        "new: Body.reserved_codes_are_never_accepted_or_sent in body_fuzzer",
        "known: old-one in body_fuzzer",
    ]
    assert watch.new_findings() == []
    head, line = watch.progress()
    assert head.startswith("fuzz: 80 s of 5 min")
    assert "260 of 1157 edges, the last new one 60 s ago, 12 crashes" in line


def test_a_watch_prints_what_is_found_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    it = night()
    with view.Watch(Console(file=io.StringIO()), it, lambda: 80) as _:
        for _ in range(30):
            if "old-one" in (said := capsys.readouterr().out):
                break
            time.sleep(0.1)
    assert "known: old-one in body_fuzzer" in said


@pytest.mark.parametrize("width", WIDTHS)
def test_figures_of_the_end_are_whole_and_say_nothing_in_markup(width: int) -> None:
    it = night()
    it.props = [PropsRun(what="Body [x] cases", command=[], end="clean", seconds=1, passed=2)]
    console = Console(width=width, file=io.StringIO())
    view.print_figures(console, it, ["  FAIL  Body.it [red]"])
    assert isinstance(console.file, io.StringIO)
    said = console.file.getvalue()
    assert "2 passed, 0 failed (Body [x] cases, clean)" in said and "Body.it [red]" in said
    table = said.split("\n\n")[0]
    assert all(len(line) <= width for line in table.splitlines()) and "…" not in table
    new = r" +17" if width >= view.WIDE else ""
    assert re.search(rf"body +123,456,789,012 +260/1,157 +20,000{new} +12", table)


@pytest.mark.parametrize(
    "verdict, incomplete, said",
    [
        (Verdict.CLEAN, [], "clean"),
        (Verdict.FINDINGS, [], "findings: 2, 1 of them new"),
        (Verdict.FINDINGS, ["why"], "incomplete, and findings: 2, 1 of them new"),
        (Verdict.INCOMPLETE, ["why"], "incomplete"),
    ],
)
def test_the_verdict_is_one_line_and_what_is_incomplete_comes_first_in_it(
    verdict: Verdict, incomplete: list[str], said: str
) -> None:
    it = night()
    it.verdict, it.incomplete = verdict, incomplete
    it.findings = it.findings if verdict == Verdict.FINDINGS else []
    console = Console(width=60, file=io.StringIO())
    view.print_verdict(console, it)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().strip() == said
