"""How calls are read, and what a campaign comes to; the builds themselves are for the night."""

from pathlib import Path

import pytest

from suite.command import Fault
from suite.oss_fuzz import base_builder
from suite.oss_fuzz.built import Outcome
from suite.oss_fuzz.check_build import RULES, rules_in_words
from suite.oss_fuzz.oss_fuzz_build import FUZZ, Campaign, every_combination, read_arguments


@pytest.mark.parametrize(
    "call",
    [
        "",
        "libfuzzer",
        "libfuzzer address --all",
        "--all --out x",
        "--all --planted x",
        "libfuzzer address --out .",
        "honggfuzz address --planted x",
        "klee address",
        "libfuzzer thread",
    ],
)
def test_a_wrong_call_is_a_fault(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    monkeypatch.setattr("sys.argv", ["oss-fuzz-build", *call.split()])
    with pytest.raises(Fault):
        read_arguments()


@pytest.mark.parametrize("call", ["--all", "afl address --fuzz 3", "libfuzzer memory --out absent"])
def test_a_call(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    monkeypatch.setattr("sys.argv", ["oss-fuzz-build", *call.split()])
    assert read_arguments()


def test_all_is_every_engine_and_a_planted_bug_for_each_that_runs() -> None:
    combinations = every_combination()
    assert {each.engine for each in combinations} == set(base_builder.ENGINES)
    assert [each.engine for each in combinations if each.planted] == list(FUZZ)


def test_a_broken_property_is_told_from_another_end() -> None:
    broken = Campaign.of_finding(5, Outcome(77, "x\nBROKEN PROPERTY Body.canary\n"))
    assert (broken.finding, broken.breaks_property) == ("Body.canary", True)
    other = Campaign.of_finding(5, Outcome(-6, "terminate called"))
    assert (other.finding, other.breaks_property) == ("status -6: terminate called", False)


def test_help_has_a_sentence_for_each_rule() -> None:
    words = rules_in_words()
    assert all(f"  {name} " in words for name in RULES)
    assert all(len(line) <= 100 for line in words.splitlines())
    assert all(rule.__doc__ for rule in RULES.values())


def test_the_environment_of_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXXFLAGS", "-DFROM_THIS_MACHINE")
    variables = base_builder.environment(tmp_path, "afl", "address", ["-DNDEBUG"])
    flags = variables["CXXFLAGS"].split()
    assert {"-fsanitize=address", "-DNDEBUG", "-stdlib=libc++"} <= set(flags)
    assert "-fsanitize-coverage=trace-pc-guard" in flags
    assert "-DFROM_THIS_MACHINE" not in flags
    assert variables["OUT"] == str(tmp_path / "out")
    assert variables["LIB_FUZZING_ENGINE"].split()[-1] == f"-L{tmp_path}/engine"
    coverage = base_builder.environment(tmp_path / "engine", "afl", "coverage", [])
    assert "trace-pc-guard" not in coverage["CXXFLAGS"]
