"""The part of a night in which the program props runs: random cases, and the long enumeration."""

import re
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from suite.command import Fault, as_typed
from suite.night.crew import Crew
from suite.project import built_program

PRESET = "gcc"  # optimised, no sanitizers: many cases; the fuzz targets have the sanitizers
CALIBRATION_CASES = 1000
ENUMERATION_SHAPE = "Text"
ENUMERATION_SECONDS = 120  # all 4-byte strings on one core: twice what an ordinary one takes


@dataclass
class PropsRun:
    """One run of the program props and its outcome."""

    what: str
    status: int
    lines: list[str]

    @property
    def counts(self) -> tuple[int, int] | None:
        """How many checks passed and failed; None where it did not get to its end."""
        found = re.match(r"(\d+) passed, (\d+) failed", self.lines[-1] if self.lines else "")
        return (int(found[1]), int(found[2])) if found else None

    def failures(self) -> list[str]:
        """What it printed of each check that failed."""
        shown, failing = [], False
        for line in self.lines:
            if re.match(r"  (ok|FAIL) ", line):
                failing = line.startswith("  FAIL")
            is_distribution = line.startswith(" " * 8)
            if failing and not is_distribution and line != self.lines[-1]:
                shown.append(line)
        return shown


class PropsPhase:
    """props for each shape, beside each other; with the long enumeration where time allows."""

    def __init__(
        self, shapes: list[str], state: Path, crew: Crew, jobs: int, seconds: float
    ) -> None:
        self.shapes, self.crew, self.jobs, self.seconds = shapes, crew, jobs, seconds
        self.counterexamples = state / "counterexamples"
        self.seed = secrets.randbits(32)
        self.runs: list[PropsRun] = []
        cores = seconds * jobs
        wanted = ENUMERATION_SHAPE in shapes
        self.enumerates = wanted and ENUMERATION_SECONDS <= min(seconds, cores / 2)
        if self.enumerates:
            cores -= ENUMERATION_SECONDS
        self.seconds_a_shape = min(seconds, cores / len(shapes))

    def run(self) -> None:
        with ThreadPoolExecutor(self.jobs) as pool:
            work = [pool.submit(self.enumerate)] if self.enumerates else []
            work += [pool.submit(self.random, shape) for shape in self.shapes]
        self.runs = [each.result() for each in work]
        for each in self.runs:
            if each.counts is None and not self.crew.stopped.is_set():
                raise Fault(f"props ended early, {each.what}: {' '.join(each.lines[-3:])}")

    def props(self, what: str, *arguments: str) -> PropsRun:
        lines: list[str] = []
        command = [str(built_program(PRESET, "props/props")), *arguments]
        command += ["--counterexamples", as_typed(self.counterexamples)]
        status = self.crew.run(command, lines.append, 10 * self.seconds + 60)
        return PropsRun(what, status, lines)

    def random(self, shape: str) -> PropsRun:
        """A small run tells how many cases fit into the time; where it fails, that is enough."""
        start = time.monotonic()
        small = self.random_cases(shape, CALIBRATION_CASES)
        took = max(0.01, time.monotonic() - start)
        cases = int(CALIBRATION_CASES * self.seconds_a_shape / took) // 1000 * 1000
        if small.status != 0 or cases <= CALIBRATION_CASES:
            return small
        return self.random_cases(shape, cases)

    def random_cases(self, shape: str, cases: int) -> PropsRun:
        arguments = ["--engine", "random", "--only", shape]
        arguments += ["--seed", str(self.seed), "--cases", str(cases)]
        return self.props(f"{shape} {cases:,} cases", *arguments)

    def enumerate(self) -> PropsRun:
        arguments = ["--engine", "exhaustive", "--nightly", "--only", ENUMERATION_SHAPE]
        return self.props("all strings of 4 bytes", *arguments)

    @property
    def failed_count(self) -> int:
        return sum(each.counts[1] for each in self.runs if each.counts)

    def summary(self) -> str:
        passed = sum(each.counts[0] for each in self.runs if each.counts)
        what = "; ".join(each.what for each in self.runs if each.counts) or "interrupted"
        text = f"props, seed {self.seed}: {passed} passed, {self.failed_count} failed ({what})"
        if ENUMERATION_SHAPE in self.shapes and not self.enumerates:
            text += (
                f"\nThe enumeration of all strings of 4 bytes needs {ENUMERATION_SECONDS} s "
                f"of the time of props, which has {self.seconds:.0f} s: left out."
            )
        return text
