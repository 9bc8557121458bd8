"""Tests of what a night comes to."""

import pytest

from suite.night.verdict import Status, last_line, status_of, verdict_of
from suite.state.record import Check, Finding, Life, Night, PropsRun, Verdict


def finding(life: Life) -> Finding:
    return Finding(target="body_fuzzer", signature="s", kind="crash", title="t", life=life)


FAILED = Check(name="mutants", command=[], end="exited with 1")
LOST = Check(name="mutants", command=[], end="killed by SIGKILL")
PROPS = PropsRun(what="Body", command=[], end="exited with 1", seconds=1, failed=2)


@pytest.mark.parametrize(
    "contents, verdict, status",
    [
        ({}, Verdict.CLEAN, Status.CLEAN),
        ({"findings": [finding(Life.GONE)]}, Verdict.CLEAN, Status.CLEAN),
        ({"findings": [finding(Life.NEW)]}, Verdict.FINDINGS, Status.FINDINGS),
        ({"findings": [finding(Life.KNOWN)]}, Verdict.FINDINGS, Status.FINDINGS),
        ({"checks": [FAILED]}, Verdict.FINDINGS, Status.FINDINGS),
        ({"checks": [LOST]}, Verdict.CLEAN, Status.CLEAN),  # it is in `incomplete`
        ({"props": [PROPS]}, Verdict.FINDINGS, Status.FINDINGS),
        ({"incomplete": ["x"]}, Verdict.INCOMPLETE, Status.INCOMPLETE),
        (
            {"incomplete": ["x"], "findings": [finding(Life.NEW)]},
            Verdict.FINDINGS,
            Status.FINDINGS,
        ),
    ],
)
def test_findings_before_incomplete_and_neither_is_green(
    contents: dict[str, object], verdict: Verdict, status: Status
) -> None:
    night = Night.parse_obj({"name": "n", "started": "", **contents})
    night.verdict = verdict_of(night)
    assert (night.verdict, status_of(night)) == (verdict, status)


def test_what_could_not_be_done_is_said_first() -> None:
    night = Night(name="n", started="", incomplete=["x", "y"], seconds_used=9)
    night.findings = [finding(Life.NEW), finding(Life.KNOWN), finding(Life.GONE)]
    line = last_line(night)
    assert line.startswith("incomplete (x") and line.index("incomplete") < line.index("2 findings")
    night.incomplete = []
    assert "incomplete" not in last_line(night)
