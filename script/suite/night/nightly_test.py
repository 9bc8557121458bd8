"""Tests of the parts of a night that need no engine; nightly_e2e.py has whole nights."""

from pathlib import Path

import pytest

from suite.command import Fault
from suite.engine.inputs import Observation, content_name
from suite.engine.libfuzzer_output import Output, parse
from suite.engine.signature import Breakage
from suite.night import checks, repro
from suite.night.campaign import Campaign, Progress
from suite.night.crew import Crew
from suite.night.nightly import open_state, seconds_of
from suite.night.props_phase import ENUMERATION_SECONDS, PropsPhase, PropsRun
from suite.project import read_manifest

BODY = read_manifest()["body_fuzzer"]


# ---- The call -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, seconds",
    [("90", 90), ("90s", 90), ("5m", 300), ("1.5h", 5400), ("10s", 10)],
)
def test_a_time(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "m", "-5m", "5 m", "5d", "1e3", "9.9s", "0h"])
def test_what_is_no_time_or_too_short_a_one(text: str) -> None:
    with pytest.raises(Fault):
        seconds_of(text)


def test_checks_are_picked_by_name() -> None:
    assert checks.pick("") == []
    assert checks.pick("oss-fuzz,mutants") == ["oss-fuzz", "mutants"]
    assert checks.pick("all") == list(checks.CHECKS)
    with pytest.raises(Fault, match="no check 'mutant'; there are: mutants, "):
        checks.pick("mutants,mutant")


def test_one_night_at_a_time_uses_a_state_folder(tmp_path: Path) -> None:
    state = tmp_path / "a" / "state"
    with open_state(state):
        with pytest.raises(Fault, match="another night is using"):
            open_state(state)
    open_state(state).close()


def test_a_state_folder_that_cannot_be_written_to_is_a_fault() -> None:
    with pytest.raises(Fault, match="cannot write to the state folder '/dev/null/state': "):
        open_state(Path("/dev/null/state"))


def test_a_check_ends_with_what_its_command_said_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = {"bad": ["sh", "-c", "echo one; echo two >&2; exit 3"], "quiet": ["true"]}
    monkeypatch.setattr(checks, "CHECKS", commands)
    bad, quiet = checks.run("bad", tmp_path), checks.run("quiet", tmp_path)
    assert (bad.status, bad.conclusion, bad.passed) == (3, "two", False)
    assert "FAIL" in str(bad) and "bad.log" in str(bad)
    assert (quiet.conclusion, quiet.passed) == ("it printed nothing", True)
    assert "see" not in str(quiet)
    assert (tmp_path / "bad.log").read_text() == "one\ntwo\n"


# ---- props --------------------------------------------------------------------------------------

PROPS = """\
Text, 1000 random cases each, seed 7
  ok   Text.agrees_with_the_reference          1000 cases
        41% rejected
  ok   Text.is_its_own_prefix                  1000 cases
  FAIL Text.truncate_keeps_what_fits           after 12 cases
  input      61
  again      build/gcc/props/props --only Text.truncate_keeps_what_fits
        9% empty
2 passed, 1 failed
""".splitlines()


def test_failures_of_props_are_shown_without_what_passed() -> None:
    run = PropsRun("Text", 1, PROPS)
    assert run.counts == (2, 1)
    assert [line.split()[0] for line in run.failures()] == ["FAIL", "input", "again"]


def test_props_that_did_not_get_to_its_end_has_no_counts() -> None:
    assert PropsRun("Text", -9, PROPS[:-1]).counts is None
    assert PropsRun("Text", -9, []).counts is None


@pytest.mark.parametrize(
    "shapes, jobs, seconds, enumerates, share",
    [
        (["Body", "Text"], 2, ENUMERATION_SECONDS, True, ENUMERATION_SECONDS / 2),
        (["Body", "Text"], 2, ENUMERATION_SECONDS - 1, False, ENUMERATION_SECONDS - 1),
        (["Body", "Text"], 1, ENUMERATION_SECONDS, False, ENUMERATION_SECONDS / 2),
        (["Body"], 2, ENUMERATION_SECONDS, False, ENUMERATION_SECONDS),
    ],
)
def test_the_long_enumeration_has_its_core_only_where_there_is_time(
    tmp_path: Path, shapes: list[str], jobs: int, seconds: float, enumerates: bool, share: float
) -> None:
    phase = PropsPhase(shapes, tmp_path, Crew(), jobs, seconds)
    assert phase.enumerates == enumerates
    assert phase.seconds_a_shape == share
    assert ("left out" in phase.summary()) == ("Text" in shapes and not enumerates)


# ---- A campaign ---------------------------------------------------------------------------------


def test_progress_adds_up_engines_that_run_and_that_have_ended() -> None:
    progress = Progress(seconds=10)
    for worker, edges in ((0, 40), (1, 30)):
        output = progress.running[worker] = Output()
        progress.read(output, "INFO: Loaded 1 PC tables (90 PCs): 90 [0x1,0x2),")
        progress.read(output, f"#100 NEW cov: {edges} ft: 9 corp: 2/3b exec/s: 25 rss: 30Mb")
    assert (progress.executions, progress.rate) == (200, 50)
    assert (progress.edge_count, progress.edge_total) == (40, 90)
    progress.read(progress.running[0], "stat::number_of_executed_units: 150")
    progress.end(0)
    assert (progress.executions, progress.rate) == (250, 25)
    progress.end(1)
    assert (progress.executions, progress.rate) == (250, 25)


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return Campaign(BODY, tmp_path / "state", Crew(), jobs=1)


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def broken_as(signature: str) -> Breakage:
    return Breakage(signature, "crash", signature)


def test_a_crash_is_counted_and_its_smallest_input_kept(campaign: Campaign, tmp_path: Path) -> None:
    for data in (b"\x03\xedabc", b"\x03\xed", b"\x03\xedabcdef"):
        artifact = write(tmp_path / "found" / "crash-1", data)
        campaign.record(artifact, parse("BROKEN PROPERTY Body.canary"), tmp_path / "seeds")
    (finding,) = campaign.findings.values()
    assert (finding.signature, finding.count, campaign.crash_count) == ("Body.canary", 3, 3)
    assert finding.path == tmp_path / "state/crashes/body_fuzzer/Body.canary"
    assert finding.path.read_bytes() == b"\x03\xed"


@pytest.mark.parametrize("seen_again, signature", [("body.hpp-41", "body.hpp-41"), (None, "hang")])
def test_what_is_no_property_is_named_by_a_readable_run_if_that_breaks_too(
    campaign: Campaign,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seen_again: str | None,
    signature: str,
) -> None:
    monkeypatch.setattr(
        "suite.night.campaign.observe",
        lambda target, path: Observation(broken_as(seen_again) if seen_again else None, ""),
    )
    artifact = write(tmp_path / "found" / "timeout-1", b"\x03\xe8")
    campaign.record(artifact, parse("ERROR: libFuzzer: timeout"), tmp_path / "seeds")
    assert list(campaign.findings) == [signature]


def test_what_crashes_is_set_aside_and_comes_back_the_next_night(
    campaign: Campaign, tmp_path: Path
) -> None:
    seeds = tmp_path / "seeds"
    seed, kept = write(seeds / "seed", b"\x03\xed"), write(campaign.corpus / "kept", b"\x03\xed")
    other = write(campaign.corpus / "other", b"\x03\xe8")
    campaign.set_aside(b"\x03\xed", seeds)
    assert not seed.exists() and not kept.exists() and other.exists()
    assert (campaign.aside / content_name(b"\x03\xed")).exists()
    campaign.import_inputs()
    assert (campaign.corpus / content_name(b"\x03\xed")).read_bytes() == b"\x03\xed"
    assert list(campaign.aside.iterdir()) == []


def test_a_night_starts_from_what_ever_broke(campaign: Campaign, tmp_path: Path) -> None:
    write(campaign.crashes / "Body.canary", b"\x03\xee")
    write(campaign.counterexamples / "Body.canary", b"\x03\xef")
    campaign.import_inputs()
    names = {content_name(b"\x03\xee"), content_name(b"\x03\xef")}
    assert names <= {path.name for path in campaign.corpus.iterdir()}


# ---- repro --------------------------------------------------------------------------------------


def test_the_target_is_the_nearest_folder_called_like_one(tmp_path: Path) -> None:
    path = write(tmp_path / "utf8_fuzzer" / "body_fuzzer" / "deeper" / "input", b"")
    assert repro.target_of(path, None).name == "body_fuzzer"
    assert repro.target_of(path, "frame_fuzzer").name == "frame_fuzzer"
    with pytest.raises(Fault, match="name it with --target"):
        repro.target_of(tmp_path / "input", None)


def test_a_verdict_is_of_two_runs() -> None:
    clean, broken = Observation(None, ""), Observation(broken_as("Body.canary"), "")
    other = Observation(broken_as("Body.other"), "")
    assert repro.verdict(BODY, clean, clean).startswith("clean: body_fuzzer ran it twice")
    assert repro.verdict(BODY, broken, broken).startswith("reproduced: body_fuzzer found Body.can")
    for pair in ((clean, broken), (broken, clean), (broken, other)):
        assert repro.verdict(BODY, *pair).startswith("flaky: ")
