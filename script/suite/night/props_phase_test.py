"""Tests of the part of a night that is props: how long it has, and what each of its ends is."""

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from suite.engine.inputs import Observation
from suite.engine.signature import Breakage
from suite.findings.store import Findings
from suite.night import props_phase
from suite.night.need import ENUMERATION
from suite.night.parts import Kind, Part
from suite.night.props_output import checks_in, counts_in, failures_in
from suite.night.props_phase import PropsPhase
from suite.process import Stopper
from suite.project import BUILT_VARIABLE, Target, read_manifest

BODY, TEXT = read_manifest()["body_fuzzer"], read_manifest()["utf8_fuzzer"]

OUTPUT = """\
RapidCheck, seed 7
  ok    Text.is_its_own_prefix  1,000 random cases
        accepted 41.0 %, rejected 59.0 %
  FAIL  Text.truncate_keeps_what_fits  12 random cases
        accepted 9.0 %
  input      61
  again      build/gcc/props/props --only Text.truncate_keeps_what_fits
  FAIL  Text generator: 9.62 % empty, owes 30 %
Exhaustive enumeration
  ok    Text.is_its_own_prefix  256 cases: all strings of 1 byte
2 passed, 2 failed
"""


# ---- What it prints -----------------------------------------------------------------------------


def test_checks_have_their_cases_and_how_they_were_distributed() -> None:
    first, second, third, last = checks_in(OUTPUT)
    assert (first.name, first.passed, first.cases, first.distribution) == (
        "Text.is_its_own_prefix",
        True,
        "1,000 random cases",
        ["accepted 41.0 %", "rejected 59.0 %"],
    )
    assert (second.passed, second.cases) == (False, "12 random cases")
    assert (third.name, third.passed) == ("Text generator", False)
    assert last.cases == "256 cases: all strings of 1 byte"


def test_failures_are_shown_without_what_passed() -> None:
    assert [line.split()[0] for line in failures_in(OUTPUT)] == ["FAIL", "input", "again", "FAIL"]


def test_only_an_output_with_its_last_line_has_counts() -> None:
    assert counts_in(OUTPUT) == (2, 2)
    assert counts_in(OUTPUT.rpartition("2 passed")[0]) is None
    assert counts_in("") is None


# ---- How long it has ----------------------------------------------------------------------------


@dataclass
class Kept:
    """Stands for the store of findings."""

    state: Path
    taken: list[tuple[str, bytes, Breakage]] = field(default_factory=list)
    counterexamples: list[tuple[str, bytes, str]] = field(default_factory=list)

    def take(self, target: Target, data: bytes, breakage: Breakage, report: str) -> None:
        self.taken.append((target.name, data, breakage))

    def take_counterexample(self, target: Target, data: bytes, name: str) -> None:
        self.counterexamples.append((target.name, data, name))


def phase_of(
    targets: list[Target], parts: list[Part], kept: Kept, jobs: int, stopper: Stopper | None = None
) -> PropsPhase:
    findings = cast(Findings, kept)
    stopper = stopper or Stopper()
    return PropsPhase(targets, parts, findings, kept.state.parent, jobs=jobs, stopper=stopper)


CASES, BESIDE = Part(Kind.PROPS, "cases", 100), Part(Kind.PROPS, ENUMERATION, 80, beside=True)
BEFORE = Part(Kind.PROPS, ENUMERATION, 80)


@pytest.mark.parametrize(
    "targets, jobs, parts, share",
    [
        ([BODY, TEXT], 2, [CASES], 100),
        ([BODY, TEXT], 1, [CASES], 50),
        ([BODY, TEXT], 2, [CASES, BESIDE], 60),  # 200 - 80 core seconds for two
        ([BODY, TEXT], 1, [CASES, BEFORE], 50),
        ([TEXT], 2, [CASES], 100),
    ],
)
def test_a_shape_has_its_share_of_the_cores_that_are_left(
    tmp_path: Path, targets: list[Target], jobs: int, parts: list[Part], share: float
) -> None:
    phase = phase_of(targets, parts, Kept(tmp_path), jobs)
    assert phase.seconds_a_shape == share


# ---- How it ends --------------------------------------------------------------------------------


@dataclass
class Night:
    """A phase over a program that does `code` instead of props; `sees` is what the fuzz target
    then makes of its last input."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    sees: Breakage | None = None
    stopper: Stopper = field(default_factory=lambda: Stopper(grace=0.5))

    def run(self, code: str, seconds: float = 0.1) -> tuple[PropsPhase, Kept]:
        program = self.folder / "build" / "props" / "props"
        program.parent.mkdir(parents=True)
        program.write_text(
            f"#!{sys.executable}\nimport os, signal, sys, time\nfrom pathlib import Path\n"
            "def option(name): return sys.argv[sys.argv.index(name) + 1]\n"
            "def last(data):\n"
            "    line = b'body_fuzzer Body %08d\\n' % len(data)\n"
            "    Path(option('--last-input')).write_bytes(line + data)\n" + code
        )
        program.chmod(0o755)
        self.monkeypatch.setenv(BUILT_VARIABLE, str(self.folder / "build"))
        self.monkeypatch.setattr(
            props_phase, "observe", lambda *_, **__: Observation(self.sees, "said")
        )
        kept = Kept(self.folder / "state")
        part = Part(Kind.PROPS, "random cases", seconds)
        phase = phase_of([BODY], [part], kept, 1, self.stopper)
        phase.run()
        return phase, kept


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Night:
    return Night(tmp_path, monkeypatch)


def test_a_small_run_tells_how_many_cases_the_next_may_have(night: Night) -> None:
    code = "time.sleep(0.1)\nprint('ran', option('--cases'), option('--seed'))\n"
    phase, kept = night.run(code + "print('3 passed, 0 failed')\n", seconds=2)
    small, large = phase.runs
    assert small.what == "Body 1,000 cases"
    assert 2_000 <= int(large.command[large.command.index("--cases") + 1]) < 20_000
    assert [run.command[run.command.index("--seed") + 1] for run in phase.runs] == [
        str(phase.seed)
    ] * 2
    assert (large.passed, large.failed, large.end) == (3, 0, "clean")
    assert not kept.taken and not phase.incomplete


def test_a_broken_property_is_a_finding_and_enough(night: Night) -> None:
    code = (
        "folder = Path(option('--counterexamples'), 'body_fuzzer')\n"
        "folder.mkdir(parents=True)\n"
        "(folder / 'Body.it-0011').write_bytes(b'12')\n"
        "(folder / 'Body.other-0011').write_bytes(b'3')\n"
        "print('  FAIL  Body.it  7 random cases')\n"
        "print('  input      31 32')\n"
        "print('1 passed, 1 failed')\nsys.exit(1)\n"
    )
    phase, kept = night.run(code, seconds=5)
    (run,) = phase.runs
    assert (run.passed, run.failed) == (1, 1)
    assert kept.counterexamples == [("body_fuzzer", b"12", "Body.it")]
    assert not kept.taken and not phase.incomplete
    assert phase.failures == ["  FAIL  Body.it  7 random cases", "  input      31 32"]


@pytest.mark.parametrize(
    "how, kind, said",
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "killed", "crash by SIGSEGV"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "killed", "killed by SIGKILL"),
        ("os._exit(3)", "exited", "exited with 3"),
    ],
)
def test_what_takes_props_with_it_is_a_finding(
    night: Night, how: str, kind: str, said: str
) -> None:
    phase, kept = night.run(f"last(b'ab')\n{how}\n")
    ((target, data, breakage),) = kept.taken
    assert (target, data, breakage.kind) == ("body_fuzzer", b"ab", kind)
    assert breakage.title.endswith("in props")
    assert phase.runs[0].end == said and not phase.incomplete


def test_the_fuzz_target_names_it_where_it_breaks_too(night: Night) -> None:
    night.sees = Breakage("null-dereference-decode", "crash", "null")
    _, kept = night.run("last(b'ab')\nos.abort()\n")
    assert kept.taken == [("body_fuzzer", b"ab", night.sees)]


def test_one_that_breaks_before_its_first_input_is_a_finding_too(night: Night) -> None:
    phase, kept = night.run("os.abort()\n")
    ((_, data, breakage),) = kept.taken
    assert data == b"" and breakage.signature.startswith("props-")
    assert "Body 1,000 cases" in breakage.title


def test_too_long_at_one_input_is_a_hang(night: Night) -> None:
    night.monkeypatch.setattr(props_phase, "HANG_SECONDS", 0.5)
    began = time.monotonic()
    phase, kept = night.run("last(b'ab')\ntime.sleep(60)\n")
    assert time.monotonic() - began < 10
    assert [(data, breakage.kind) for _, data, breakage in kept.taken] == [(b"ab", "hang")]
    assert phase.runs[0].end == "hang"


def test_a_long_run_at_many_inputs_is_none(night: Night) -> None:
    night.monkeypatch.setattr(props_phase, "HANG_SECONDS", 0.5)
    phase, kept = night.run(
        "for i in range(15): last(b'%d' % i); time.sleep(0.1)\nprint('1 passed, 0 failed')\n"
    )
    assert phase.runs[0].end == "clean" and not kept.taken


@pytest.mark.parametrize(
    "code, said",
    [
        ("print('cannot write'); sys.exit(2)", "exited with 2 after 0 s. cannot write"),
        ("print('half')", "clean after 0 s. half"),
    ],
)
def test_a_machine_at_fault_is_incomplete_and_no_finding(
    night: Night, code: str, said: str
) -> None:
    phase, kept = night.run(f"{code}\n")
    assert phase.incomplete == [f"props, Body 1,000 cases: {said}"]
    assert not kept.taken


def test_props_that_is_not_there_or_was_stopped_is_incomplete(night: Night) -> None:
    night.stopper.stop()
    phase, kept = night.run("os.abort()\n")
    assert "stopped after 0 s" in phase.incomplete[0] and not kept.taken
    night.stopper.stopped.clear()
    (night.folder / "build/props/props").unlink()
    phase.random(BODY)
    assert "lost: " in phase.incomplete[1] and not kept.taken
