"""The formats for programs: JUnit XML, SARIF and Markdown."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from suite.project import ROOT
from suite.report import junit, markdown, sarif
from suite.state.example_nights import make_state
from suite.state.record import Life, Night, TargetNight, Verdict


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def worst(state: Path) -> Night:
    return make_state(state, 2)[-1]


# ---- JUnit --------------------------------------------------------------------------------------


def cases(night: Night | None) -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(junit.as_junit(night).encode())
    return {f"{case.get('classname')}.{case.get('name')}": case for case in root.iter("testcase")}


def test_junit_counts_what_is_in_it(worst: Night) -> None:
    root = ElementTree.fromstring(junit.as_junit(worst).encode())
    for place in (root, *root.iter("testsuite")):
        assert place.get("tests") == str(len(list(place.iter("testcase"))))
        assert place.get("failures") == str(len(list(place.iter("failure"))))
        assert place.get("errors") == str(len(list(place.iter("error"))))
    # A property, a check, and three findings; what is incomplete is one error.
    assert (root.get("failures"), root.get("errors")) == ("5", "1")


def test_junit_has_a_failure_for_each_finding_that_is_not_gone(worst: Night) -> None:
    found = cases(worst)
    known = found["closeframe.frame_fuzzer.stack-buffer-overflow-decode_body-decode_frame"]
    failure = known.find("failure")
    assert failure is not None and "known: AddressSanitizer" in (failure.get("message") or "")
    assert "script/repro" in (failure.text or "") and "closeframe::decode_body" in (
        failure.text or ""
    )
    assert not list(found["closeframe.handshake_fuzzer.timeout-closing_handshake"])
    hostile = found["closeframe.utf8_fuzzer.abort-<b>"].find("failure")
    assert hostile is not None and "<script>alert(1)</script>" in (hostile.get("message") or "")


def test_junit_says_what_is_incomplete_and_what_was_left_out(worst: Night) -> None:
    found = cases(worst)
    error = found["closeframe.night.it was done to its end"].find("error")
    assert error is not None and "merge of frame_fuzzer" in (error.get("message") or "")
    assert found["closeframe.checks.instructions"].find("skipped") is not None
    assert found["closeframe.checks.mutants"].find("failure") is not None
    broken = found["closeframe.properties.Body.reserved_codes_are_never_accepted"]
    assert broken.find("failure") is not None
    assert found["closeframe.body_fuzzer.was fuzzed"].find("skipped") is None


def test_junit_of_a_night_that_is_lost_or_ran_nothing() -> None:
    idle = TargetNight(target="t", shape="T")
    night = Night(name="n", started="", verdict=Verdict.LOST, targets=[idle])
    found = cases(night)
    error = found["closeframe.night.it was done to its end"].find("error")
    assert error is not None and error.get("message") == "the night is lost"
    assert found["closeframe.t.was fuzzed"].find("skipped") is not None
    assert cases(None) == {}


def test_junit_of_props_that_did_not_get_to_its_end(worst: Night) -> None:
    run = worst.props[0].copy(update={"end": "killed by SIGKILL", "checks": []})
    night = worst.copy(update={"props": [run]})
    error = cases(night)[f"closeframe.properties.{run.what}"].find("error")
    assert error is not None and error.get("message") == "it ended: killed by SIGKILL"


# ---- SARIF --------------------------------------------------------------------------------------


def run_of(state: Path, night: Night | None) -> dict[str, Any]:
    log = json.loads(sarif.as_sarif(state, night))
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_sarif_has_a_result_for_each_finding(state: Path, worst: Night) -> None:
    run = run_of(state, worst)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["Body.reserved_codes_are_never_accepted", "crash", "hang"]
    for finding, result in zip(worst.findings, run["results"], strict=True):
        assert rules[result["ruleIndex"]] == result["ruleId"]
        print_ = result["fingerprints"]["closeframe/v1"]
        assert print_ == f"{finding.target}/{finding.signature}"
        assert result["baselineState"] == sarif.BASELINE[finding.life]
        assert (result["level"] == "note") == (finding.life == Life.GONE)
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "src/closeframe/body.hpp"
        assert place["region"]["startLine"] == 61
        names = [each["fullyQualifiedName"] for each in result["locations"][0]["logicalLocations"]]
        assert names == finding.frames
    assert "script/repro" in run["results"][0]["message"]["text"]


def test_sarif_says_whether_the_night_was_whole(state: Path, worst: Night) -> None:
    (invocation,) = run_of(state, worst)["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [each["level"] for each in invocation["toolExecutionNotifications"]]
    assert told == ["error", "error", "warning"]
    clean = Night(name="n", started="2026-11-25T21:49:54Z", verdict=Verdict.CLEAN)
    (invocation,) = run_of(state, clean)["invocations"]
    assert invocation["executionSuccessful"] is True and "endTimeUtc" not in invocation
    assert run_of(state, None)["results"] == []


@pytest.mark.parametrize(
    "report, place",
    [
        (f"#1 in f() {ROOT}/props/cases/body.hpp:7:3", ("props/cases/body.hpp", 7)),
        ("#0 /usr/include/c++/12/span.hpp:9\n#1 (src/a.cpp:12)", ("src/a.cpp", 12)),
        ("#0 in f() src/../../x.cpp:4", None),
        ("#0 in f() (/usr/bin/x+0x12)", None),
    ],
)
def test_the_place_is_the_innermost_of_ours(report: str, place: tuple[str, int] | None) -> None:
    assert sarif.place_in(report) == place


def test_a_finding_without_a_stack_is_placed_at_its_target(tmp_path: Path, worst: Night) -> None:
    location = sarif.location_of(tmp_path, worst.findings[0])
    place = location["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "fuzz/body_fuzzer.cpp"
    assert (ROOT / place["artifactLocation"]["uri"]).is_file()


# ---- Markdown -----------------------------------------------------------------------------------


def test_markdown_says_the_verdict_first(worst: Night) -> None:
    lines = markdown.as_markdown(worst).splitlines()
    assert lines[0] == "## ❌ Incomplete, and 3 findings, 2 of them new"
    heads = [line for line in lines if line.startswith("###")]
    assert heads == ["### Incomplete", "### Warnings", "### Findings", "### Targets"]
    assert "handshake_fuzzer: 860 executions a second instead of 31,000." in "\n".join(lines)
    assert markdown.as_markdown(None) == "## ☾ No night yet\n"


def test_hostile_text_is_no_markdown_and_no_html(worst: Night) -> None:
    text = markdown.as_markdown(worst)
    assert "<script" not in text and "`" not in text and "\0" not in text
    assert set(re.findall(r"<[^>]*>", text)) == {"<code>", "</code>"}
    rows = [line for line in text.splitlines() if line.startswith("| **")]
    assert len(rows) == 4 and all(row.count("|") == 6 for row in rows)
    assert "flaky, 3 of 10" in text and "flaky, 0" not in text
