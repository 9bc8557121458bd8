"""The part of a night in which the program props runs: random cases, and the great enumeration.

props keeps the input that it checks in a file. So one that takes the whole process with it is a
finding like any other, and one on which nothing happens any more is a hang, however long the run.
"""

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from suite import process
from suite.engine.inputs import observe
from suite.engine.last_input import OPTION, LastInput, read_last_input
from suite.engine.libfuzzer import end_of, environment_of
from suite.engine.signature import breakage_of
from suite.findings.store import Findings
from suite.night.need import ENUMERATION
from suite.night.parts import ENUMERATION_SHAPE, Part
from suite.night.props_output import checks_in, counts_in, failures_in
from suite.process import Done, Ending, Limits, Stopper
from suite.project import Target, built_program
from suite.state.record import PropsRun

PRESET = "gcc"  # optimised, no sanitizers: many cases; the fuzz targets have the sanitizers
CALIBRATION_CASES = 1000
HANG_SECONDS = 20.0  # for one input
MEMORY = 4096  # MiB
BREAKS = (Ending.CRASH, Ending.HANG, Ending.OUT_OF_MEMORY, Ending.KILLED)


class PropsPhase:
    """`parts`: those of the plan. `runs` are for the record. `incomplete`: what could not be done,
    each a sentence. `failures`: what props printed of what failed, line by line."""

    def __init__(
        self,
        targets: Sequence[Target],
        parts: Sequence[Part],
        findings: Findings,
        scratch: Path,
        *,
        jobs: int,
        stopper: Stopper,
        seed: int | None = None,
        on_run: Callable[[], object] = lambda: None,
    ) -> None:
        self.targets = {target.name: target for target in targets}
        self.findings, self.scratch, self.stopper = findings, scratch, stopper
        self.counterexamples = findings.state / "counterexamples"
        self.jobs, self.on_run = jobs, on_run
        self.seed = secrets.randbits(32) if seed is None else seed
        self.runs: list[PropsRun] = []
        self.incomplete: list[str] = []
        self.failures: list[str] = []
        self.lock = threading.Lock()
        self.enumeration = next((part for part in parts if part.what == ENUMERATION), None)
        self.seconds = sum(part.seconds for part in parts if part.what != ENUMERATION)
        cores = self.seconds * jobs
        if self.enumeration and self.enumeration.beside:
            cores -= self.enumeration.seconds
        self.seconds_a_shape = min(self.seconds, cores / len(targets))

    def run(self) -> None:
        with ThreadPoolExecutor(self.jobs) as pool:
            work = [pool.submit(self.enumerate, self.enumeration)] if self.enumeration else []
            work += [pool.submit(self.random, target) for target in self.targets.values()]
        for each in work:
            each.result()

    # ---- What is run ----

    def random(self, target: Target) -> None:
        """A small run tells how many cases fit into the time; where it fails, that is enough."""
        start = time.monotonic()
        small = self.random_cases(target, CALIBRATION_CASES, self.seconds_a_shape)
        took = max(0.01, time.monotonic() - start)
        left = self.seconds_a_shape - took
        cases = int(CALIBRATION_CASES * left / took) // 1000 * 1000
        if small.end == Ending.CLEAN.value and cases >= CALIBRATION_CASES:
            self.random_cases(target, cases, left)

    def random_cases(self, target: Target, cases: int, seconds: float) -> PropsRun:
        arguments = ["--engine", "random", "--only", target.shape]
        arguments += ["--seed", str(self.seed), "--cases", str(cases)]
        return self.props(target, f"{target.shape} {cases:,} cases", arguments, seconds)

    def enumerate(self, part: Part) -> None:
        target = next(t for t in self.targets.values() if t.shape == ENUMERATION_SHAPE)
        arguments = ["--engine", "exhaustive", "--nightly", "--only", target.shape]
        self.props(target, ENUMERATION, arguments, part.seconds)

    # ---- One run ----

    def props(self, target: Target, what: str, arguments: list[str], seconds: float) -> PropsRun:
        """Runs it, and takes what it found. A limit of time is only there for a machine that is far
        slower than the plan: an input that hangs is seen sooner."""
        last = self.scratch / f"last-input-{target.name}-{arguments[1]}"
        last.unlink(missing_ok=True)
        command = [str(built_program(PRESET, "props/props")), *arguments]
        command += ["--counterexamples", str(self.counterexamples), OPTION, str(last)]
        began = time.time()
        done = self.watched(command, last, Limits(4 * seconds + 60, MEMORY))
        passed, failed = counts_in(done.output) or (0, 0)
        run = PropsRun(
            what=what,
            command=command,
            end=str(done.end),
            seconds=done.end.seconds,
            passed=passed,
            failed=failed,
            checks=checks_in(done.output),
        )
        with self.lock:
            self.runs.append(run)
            self.failures += failures_in(done.output)
        self.account_for(target, run, done, last, began)
        self.on_run()
        return run

    def watched(self, command: list[str], last: Path, limits: Limits) -> Done:
        """Runs it until it ends, until it has been at one input for too long, or until the night is
        stopped."""
        mine, over, hangs = Stopper(self.stopper.grace), threading.Event(), threading.Event()
        if self.stopper.stopped.is_set():
            mine.stop()

        def watch() -> None:
            seen, since = read_last_input(last), time.monotonic()
            while not over.wait(0.2):
                if self.stopper.stopped.is_set():
                    mine.stop()
                if (now := read_last_input(last)) is None or now != seen:
                    seen, since = now, time.monotonic()
                elif time.monotonic() - since > HANG_SECONDS:
                    hangs.set()
                    mine.stop()

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            done = process.run(
                command, limits, environment=environment_of(symbolize=True), stopper=mine
            )
        finally:
            over.set()
            watcher.join()
        end = end_of(done)
        if hangs.is_set() and end.ending != Ending.CLEAN:
            end = replace(end, ending=Ending.HANG)
        elif end.ending == Ending.HANG:
            end = replace(end, ending=Ending.LOST, why="it took far longer than planned")
        return replace(done, end=end)

    # ---- What it found ----

    def account_for(
        self, target: Target, run: PropsRun, done: Done, last: Path, began: float
    ) -> None:
        """A finding for each check that failed and for what ended props; else a word on why it did
        not get to its end."""
        for check in run.checks:
            if not check.passed:
                self.take_counterexample(check.name, began)
        ending = done.end.ending
        told_all = counts_in(done.output) is not None
        if ending in BREAKS or (ending == Ending.EXITED and not told_all and done.end.status != 2):
            self.take_last_input(target, run, done, read_last_input(last))
        elif not told_all:
            words = " ".join(done.output.strip().splitlines()[-1:])
            self.say(f"props, {run.what}: {done.end} after {done.end.seconds:.0f} s. {words}")

    def take_counterexample(self, name: str, began: float) -> None:
        """The file that props has written of it just now."""
        target = next((t for t in self.targets.values() if name.startswith(f"{t.shape}.")), None)
        if target is None:
            return
        files = list((self.counterexamples / target.name).glob(f"{name}-*"))
        new = [path for path in files if path.stat().st_mtime >= began - 1] or files
        for path in sorted(new, key=lambda path: path.stat().st_size)[:1]:
            self.findings.take_counterexample(target, path.read_bytes(), name)
        if not new:
            self.say(f"props broke {name} and left no counterexample")

    def take_last_input(
        self, target: Target, run: PropsRun, done: Done, last: LastInput | None
    ) -> None:
        """What was being checked when props ended. The fuzz target names it where it breaks there,
        too: it has sanitizers, and readable stacks."""
        breakage = breakage_of(done.end, done.output)
        assert breakage
        if last is None:
            title = f"props, {run.what}: {breakage.title}, at no input of its own"
            signature = f"props-{breakage.signature}"[:100]
            self.findings.take(
                target, b"", replace(breakage, signature=signature, title=title), done.output
            )
            return
        found_in = self.targets.get(last.target, target)
        path = self.scratch / f"broke-{found_in.name}"
        path.write_bytes(last.data)
        seen = observe(found_in, path, stopper=self.stopper)
        if seen.breakage:
            self.findings.take(found_in, last.data, seen.breakage, seen.output)
        else:
            title = f"{breakage.title}, in props"
            self.findings.take(found_in, last.data, replace(breakage, title=title), done.output)

    def say(self, sentence: str) -> None:
        with self.lock:
            self.incomplete.append(sentence)
