"""Tests of the life of a finding, with a stand-in for the fuzz target."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from suite.engine.inputs import observe
from suite.engine.signature import Breakage, slow
from suite.engine.stand_in import build_stand_in, fix
from suite.findings import disk
from suite.findings.disk import Entry
from suite.findings.store import Findings
from suite.process import Stopper
from suite.project import BUILT_VARIABLE, Target, read_manifest
from suite.state.record import EngineRun, Finding, Life, Night, Source, TargetNight

BODY = read_manifest()["body_fuzzer"]
PROPERTY = Breakage("Body.is_so", "property", "Body.is_so is broken: it is so")


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "build"
    build_stand_in(folder, BODY.name)
    monkeypatch.setenv(BUILT_VARIABLE, str(folder))
    return folder


def night(state: Path, number: int, commit: str = "") -> Findings:
    return Findings(state, f"2026-11-{number:02}T00-00-00Z", Source(commit=commit), Stopper())


def seen(findings: Findings, data: bytes, target: Target = BODY) -> Finding:
    """Takes an input as a night does: under the name that the target gives it."""
    path = findings.state.parent / "artifact"
    path.write_bytes(data)
    observation = observe(target, path)
    assert observation.breakage
    return findings.take(target, data, observation.breakage, observation.output)


def test_it_is_counted_and_its_smallest_input_kept(tmp_path: Path) -> None:
    findings = night(tmp_path, 1)
    for data in (b"property of five", b"property", b"property of more"):
        finding = findings.take(BODY, data, PROPERTY, "its words\n")
    (found,) = findings.this_night()
    assert found == finding
    assert (found.life, found.count, found.size, found.original_size) == (Life.NEW, 3, 8, 16)
    entry = Entry(tmp_path, BODY.name, "Body.is_so")
    assert entry.input.read_bytes() == b"property"
    assert entry.original.read_bytes() == b"property of five"
    assert (tmp_path / found.report).read_text() == "its words\n"
    assert found.repro.endswith(found.path)
    known = entry.read()
    assert known and known.size == 8
    # Nothing that was written beside is left.
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]


def test_several_engines_may_meet_it_at_once(tmp_path: Path) -> None:
    findings = night(tmp_path, 1)

    def take(size: int) -> None:
        findings.take(BODY, b"x" * size, PROPERTY, "")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(60, 0, -1)))
    (found,) = findings.this_night()
    assert (found.count, found.size) == (60, 1)
    assert Entry(tmp_path, BODY.name, "Body.is_so").input.read_bytes() == b"x"


def test_a_record_that_cannot_be_read_costs_no_input(tmp_path: Path) -> None:
    night(tmp_path, 1).take(BODY, b"property", PROPERTY, "")
    entry = Entry(tmp_path, BODY.name, "Body.is_so")
    (entry.folder / "finding.json").write_text('{"target": "bo')
    finding = night(tmp_path, 2).take(BODY, b"property of more", PROPERTY, "")
    assert finding.life == Life.NEW and entry.input.read_bytes() == b"property"
    assert finding.size == 8
    assert entry.read() == finding


def test_what_is_met_a_thousand_times_is_not_written_as_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    monkeypatch.setattr(disk, "write_atomically", lambda path, _: written.append(path.name))
    findings = night(tmp_path, 1)
    Entry(tmp_path, BODY.name, "Body.is_so").folder.mkdir(parents=True)
    Entry(tmp_path, BODY.name, "Body.is_so").input.write_bytes(b"property")
    for _ in range(100):
        finding = findings.take(BODY, b"property", PROPERTY, "")
    assert finding.count == 100 and written == ["finding.json"]


def test_the_input_is_on_the_disk_before_anything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Entry, _: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(disk.Entry, "write_report", full)
    monkeypatch.setattr(disk.Entry, "write", full)
    findings = night(tmp_path, 1)
    with pytest.raises(OSError):
        findings.take(BODY, b"property", PROPERTY, "")
    assert Entry(tmp_path, BODY.name, "Body.is_so").input.read_bytes() == b"property"
    assert [finding.signature for finding in findings.this_night()] == ["Body.is_so"]


def test_a_counterexample_of_props_is_what_the_target_breaks_on(
    tmp_path: Path, build: Path
) -> None:
    findings = night(tmp_path, 1)
    findings.take(BODY, b"property", PROPERTY, "")
    findings.take_counterexample(BODY, b"property of props", "Body.is_also_so")
    findings.take_counterexample(BODY, b"abort", "Body.is_so")
    findings.take_counterexample(BODY, b"of props alone", "Body.is_not_so")
    assert {each.title: (each.count, each.size) for each in findings.this_night()} == {
        "Body.is_so is broken: it is so": (2, 8),
        "abort in decode_body": (1, 5),
        "Body.is_not_so is broken": (1, 14),
    }


def test_it_is_run_again_minimised_and_explained(tmp_path: Path, build: Path) -> None:
    findings = night(tmp_path, 1)
    finding = seen(findings, b"property")
    findings.examine(finding, 5)
    assert (finding.reproduced, finding.tried, finding.is_flaky) == (5, 5, False)
    assert (finding.clause, finding.claim) == ("RFC 6455 §5.5.1", "it is so")
    assert "input      of body_fuzzer" in finding.meaning
    assert "BROKEN PROPERTY Body.is_so" in (tmp_path / finding.report).read_text()
    # What the engine cannot minimise is made smaller too.
    exits = seen(findings, b"and then it does exit, says the target")
    findings.examine(exits, 10)
    assert Entry(tmp_path, BODY.name, "exited-with-3").input.read_bytes() == b"exit"
    assert (exits.size, exits.original_size) == (4, 38)


@pytest.mark.parametrize(
    "data, signature",
    [
        (b"abort", "abort-decode_body"),
        (b"hang", "hang-decode_body"),
        (b"kill", "killed-by-SIGKILL"),
    ],
)
def test_a_crash_is_explained_by_what_the_target_said(
    tmp_path: Path, build: Path, data: bytes, signature: str
) -> None:
    findings = night(tmp_path, 1)
    finding = seen(findings, data)
    assert finding.signature.startswith(signature)
    findings.examine(finding, 5)
    assert finding.reproduced == finding.tried > 1
    # It would contradict what was seen.
    assert "0 broken" not in finding.meaning
    assert finding.meaning.endswith(f"  broke      {finding.title}")
    assert "  input      of body_fuzzer" in finding.meaning
    # Where the explanation dies too, it says so, and what was expected.
    died = "codec      cannot be told here: killed by SIGKILL"
    assert (died in finding.meaning) == ("reference " in finding.meaning) == (data == b"kill")


def test_what_breaks_only_at_times_is_flaky(tmp_path: Path, build: Path) -> None:
    findings = night(tmp_path, 1)
    finding = seen(findings, b"often")
    findings.examine(finding, 10)
    assert finding.is_flaky and (finding.reproduced, finding.tried) in ((2, 5), (3, 5))
    # It is tried more often than others before it counts as gone: here at the sixth time.
    entry = Entry(tmp_path, BODY.name, finding.signature)
    entry.input.write_bytes(b"seldom")
    (build / "fuzz" / f"{BODY.name}.runs").write_text("1")
    again = night(tmp_path, 2)
    again.retry_known([BODY], 20)
    assert [each.life for each in again.this_night()] == [Life.KNOWN]


def test_a_slow_input_is_slow_again(tmp_path: Path, build: Path) -> None:
    findings = night(tmp_path, 1)
    finding = findings.take(BODY, b"slow", slow(1.5), "")
    findings.examine(finding, 5)
    assert (finding.kind, finding.reproduced, finding.tried) == ("slow", 5, 5)


def test_two_causes_are_two_findings(tmp_path: Path, build: Path) -> None:
    findings = night(tmp_path, 1)
    first, second = seen(findings, b"abort"), seen(findings, b"other")
    assert first.signature != second.signature
    assert len(findings.this_night()) == 2


def test_a_hang_seen_in_a_function_that_its_loop_calls_is_the_same(tmp_path: Path) -> None:
    findings = night(tmp_path, 1)
    hang = Breakage("hang-loop-1", "hang", "hang in loop", ["loop", "decode_body"])
    leaf = Breakage("hang-leaf-2", "hang", "hang in leaf", ["leaf", "loop", "decode_body"])
    other = Breakage("hang-other-3", "hang", "hang in other", ["other"])
    for each in (hang, leaf, other):
        findings.take(BODY, b"x", each, "")
    assert {each.signature: each.count for each in findings.this_night()} == {
        "hang-loop-1": 2,
        "hang-other-3": 1,
    }


def test_new_then_known_then_gone_then_back(tmp_path: Path, build: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    first = night(state, 1, "c1")
    findings = [seen(first, b"abort")]
    first.examine(findings[0], 5)
    lives = [findings[0].life]
    for number, commit in ((2, "c2"), (3, "c3"), (4, "c4"), (5, "c5")):
        if number in (3, 5):
            fix(build, BODY.name, is_fixed=number == 3)
        again = night(state, number, commit)
        again.retry_known([BODY], 10)
        findings += again.this_night()
        lives += [each.life for each in again.this_night()]
    # In the fourth night it was gone already: that is no news.
    assert lives == [Life.NEW, Life.KNOWN, Life.GONE, Life.KNOWN]
    assert [each.is_back for each in findings] == [False, False, False, True]
    assert [each.bad_commit for each in findings] == ["c1", "c1", "c1", "c5"]
    assert {each.first_seen[8:10] for each in findings} == {"01"}
    assert [each.last_seen[8:10] for each in findings] == ["01", "02", "02", "05"]


def test_without_time_a_known_finding_is_neither_gone_nor_forgotten(
    tmp_path: Path, build: Path
) -> None:
    seen(night(tmp_path / "state", 1), b"abort")
    fix(build, BODY.name)
    for seconds, stops in ((0, False), (10, True)):
        again = night(tmp_path / "state", 2)
        if stops:
            again.stopper.stop()
        again.retry_known([BODY], seconds)
        assert [each.life for each in again.this_night()] == [Life.KNOWN]


def test_a_target_that_cannot_be_run_makes_nothing_gone(tmp_path: Path, build: Path) -> None:
    seen(night(tmp_path / "state", 1), b"abort")
    (build / "fuzz" / BODY.name).unlink()
    again = night(tmp_path / "state", 2)
    again.retry_known([BODY], 10)
    assert Life.GONE not in [each.life for each in again.this_night()]


def test_an_input_that_breaks_otherwise_now_is_another_finding(tmp_path: Path, build: Path) -> None:
    state = tmp_path / "state"
    first = night(state, 1)
    first.take(BODY, b"abort", PROPERTY, "")
    again = night(state, 2)
    again.retry_known([BODY], 10)
    lives = {each.kind: each.life for each in again.this_night()}
    assert lives == {"crash": Life.NEW, "property": Life.GONE}


def record_night(
    state: Path, number: int, commit: str, *found: Finding, dirty: bool = False
) -> None:
    name = f"2026-11-{number:02}T00-00-00Z"
    target = TargetNight(target=BODY.name, shape=BODY.shape, executions=1)
    target.runs.append(EngineRun(engine="libFuzzer ASan"))
    told = Night(
        name=name,
        started=name,
        source=Source(commit=commit, dirty=dirty),
        targets=[target],
        findings=list(found),
    )
    folder = state / "nights" / name
    folder.mkdir(parents=True)
    (folder / "record.json").write_text(told.json())


def test_it_came_in_after_the_last_commit_at_which_a_night_did_not_find_it(
    tmp_path: Path,
) -> None:
    other = Finding(target=BODY.name, signature="Body.other", kind="property", title="")
    same = Finding(target=BODY.name, signature="Body.is_so", kind="property", title="")
    record_night(tmp_path, 1, "old")
    record_night(tmp_path, 2, "good", other)
    record_night(tmp_path, 3, "changed", dirty=True)
    record_night(tmp_path, 4, "bad", same)
    record_night(tmp_path, 5, "tonight")
    findings = night(tmp_path, 5, "now")
    finding = findings.take(BODY, b"property", PROPERTY, "")
    assert (finding.good_commit, finding.bad_commit) == ("good", "now")
    assert night(tmp_path / "none", 5).take(BODY, b"x", PROPERTY, "").good_commit == ""


def test_what_breaks_in_another_build_alone_is_run_again_in_that_one(
    tmp_path: Path, build: Path
) -> None:
    build_stand_in(build / "msan", BODY.name)
    fix(build, BODY.name)
    first = night(tmp_path, 1)
    finding = seen(first, b"abort", replace(BODY, preset="msan"))
    assert finding.preset == "msan"
    first.examine(finding)
    assert (finding.reproduced, finding.tried) == (5, 5)
    second = night(tmp_path, 2)
    second.retry_known([BODY], 60)
    assert [each.life for each in second.this_night()] == [Life.KNOWN]
    program = build / "msan/fuzz" / BODY.name
    program.rename(program.with_suffix(".away"))
    third = night(tmp_path, 3)
    third.retry_known([BODY], 60)
    assert [each.life for each in third.this_night()] == [Life.KNOWN]
    program.with_suffix(".away").rename(program)
    fix(build / "msan", BODY.name)
    fourth = night(tmp_path, 4)
    fourth.retry_known([BODY], 60)
    assert [each.life for each in fourth.this_night()] == [Life.GONE]
