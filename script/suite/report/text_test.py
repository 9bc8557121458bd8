import pytest

from suite.report import text
from suite.state.record import Check, Finding, Life, Night, PropsRun, Verdict


@pytest.mark.parametrize(
    "seconds, words",
    [
        *((0, "0.0 s"), (4.21, "4.2 s"), (41, "41 s"), (90, "1 min 30 s"), (3600, "1 h")),
        *((3599.7, "1 h"), (28861, "8 h 1 min"), (28801, "8 h")),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert text.duration(seconds) == words


def test_moments() -> None:
    assert text.moment("2026-11-05T21:49:54Z") == "5 November 2026, 21:49 UTC"
    assert text.moment("yesterday") == "yesterday"


def night(verdict: Verdict, *lives: Life, failed: int = 0, incomplete: int = 0) -> Night:
    findings = [
        Finding(target="t", signature=str(i), kind="crash", title="", life=life)
        for i, life in enumerate(lives)
    ]
    props = [PropsRun(what="", command=[], end="", seconds=1, failed=failed)]
    checks = [Check(name="a", command=[]), Check(name="b", command=[], skipped="why")]
    return Night(
        name="n",
        started="",
        verdict=verdict,
        findings=findings,
        props=props,
        checks=checks if failed else [],
        incomplete=["x"] * incomplete,
    )


@pytest.mark.parametrize(
    "told, words",
    [
        (night(Verdict.RUNNING), "Running"),
        (night(Verdict.CLEAN, Life.GONE), "Clean: nothing was found"),
        (night(Verdict.LOST), "Lost: it ended without a word"),
        (
            night(Verdict.LOST, Life.NEW),
            "Lost: it ended without a word, after 1 finding, which is new",
        ),
        (night(Verdict.INCOMPLETE, incomplete=2), "Incomplete: 2 things could not be done"),
        (night(Verdict.FINDINGS, Life.KNOWN, Life.GONE), "1 finding, which is known"),
        (
            night(Verdict.FINDINGS, Life.KNOWN, Life.NEW, Life.NEW, incomplete=1),
            "Incomplete, and 3 findings, 2 of them new",
        ),
        (night(Verdict.FINDINGS, Life.KNOWN, Life.KNOWN), "2 findings, none of them new"),
        (night(Verdict.FINDINGS, failed=2), "2 checks of properties and 1 other check failed"),
        (night(Verdict.FINDINGS), "something failed"),
    ],
)
def test_headlines(told: Night, words: str) -> None:
    assert text.headline(told) == words
