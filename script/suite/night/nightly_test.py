"""Tests of the call of a night, and of props in it."""

from pathlib import Path

import pytest

from suite.command import Fault
from suite.engine.inputs import Observation
from suite.engine.signature import Breakage
from suite.night import repro
from suite.night.crew import Crew
from suite.night.nightly import seconds_of
from suite.night.props_phase import ENUMERATION_SECONDS, PropsPhase, PropsRun
from suite.project import read_manifest

BODY = read_manifest()["body_fuzzer"]


def broken_as(signature: str) -> Breakage:
    return Breakage(signature, "property", signature)


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


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
