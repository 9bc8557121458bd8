"""One fuzz target's part of a night: engines on all cores, what they find, and a corpus that is
kept."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from suite.engine import libfuzzer
from suite.engine.inputs import copy_by_content
from suite.engine.libfuzzer_output import Output
from suite.engine.signature import Breakage
from suite.findings.store import Findings
from suite.night.breaking import Breaking
from suite.night.engines import Engine
from suite.night.merge import merge
from suite.night.other_worker import OtherWorker
from suite.night.parts import MAIN_ENGINE
from suite.night.worker import Worker
from suite.process import Ending, Limits, Stopper
from suite.project import ROOT, Target, files_in
from suite.state.folder import State
from suite.state.record import TargetNight

BROKE_MERGE = Breakage("merge", Ending.CRASH.value, "broke while the corpus was merged")
START_SECONDS = 10  # in which an engine must come to its first word


class Campaign(Breaking):
    """One target's night, from its first engine to its merged corpus."""

    def __init__(
        self,
        target: Target,
        state: State,
        scratch: Path,
        findings: Findings,
        stopper: Stopper,
        jobs: int,
    ) -> None:
        super().__init__(target, state, scratch, findings, stopper, jobs)
        self.new_count = 0
        self.features_seen_once: int | None = None

    # ---- Fuzzing --------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Lets this night's engines start from everything that ever broke, too."""
        # A copy, because seeds that crash have to go for the engines to get past them.
        copy_by_content(files_in(self.target.seeds), self.seeds)
        known = self.state.findings(self.target.name)
        others = [self.state.counterexamples(self.target.name)]
        others.append(ROOT / "counterexamples" / self.target.name)
        found = [path for folder in others for path in files_in(folder)]
        found += [path for path in known.glob("*/*") if path.name in ("input", "original")]
        aside = files_in(self.aside)
        copy_by_content([*aside, *found], self.new)
        for path in aside:
            path.unlink(missing_ok=True)
        self.try_start()

    def try_start(self) -> None:
        """An engine that hangs before it has begun would take the time of all targets."""
        command = libfuzzer.start(self.target.program)
        end = libfuzzer.run(command, Limits(START_SECONDS), stopper=self.stopper).end
        if end.ending == Ending.HANG:
            self.give_up(f"its engine does not start: {end}", Output())

    def fuzz(self, seconds: float) -> None:
        """The main engine, on all cores."""
        start = self.progress.began = time.monotonic()
        self.progress.state = "fuzzing"
        with ThreadPoolExecutor(self.jobs) as pool:
            workers = [Worker(self, number) for number in range(self.jobs)]
            work = [pool.submit(each.work, start + seconds) for each in workers]
        self.pass_time(MAIN_ENGINE, time.monotonic() - start)
        self.progress.began = None
        self.progress.seconds = self.runs[MAIN_ENGINE].seconds
        self.progress.state = "fuzzed"
        for each in work:
            each.result()

    def fuzz_with(self, engine: Engine, seconds: float) -> None:
        """Another engine, on all cores, each in a folder of its own."""
        start = time.monotonic()
        self.progress.state = engine.name
        with ThreadPoolExecutor(self.jobs) as pool:
            workers = [OtherWorker(self, engine, number) for number in range(self.jobs)]
            work = [pool.submit(each.work, start + seconds) for each in workers]
        self.pass_time(engine.name, time.monotonic() - start)
        self.progress.state = "fuzzed"
        for each in work:
            each.result()

    # ---- Afterwards -----------------------------------------------------------------------------

    def merge(self, seconds: float) -> None:
        self.progress.state = "merging"
        done = merge(
            self.target,
            self.corpus,
            self.new,
            self.seeds,
            self.scratch / "merge",
            seconds,
            self.stopper,
        )
        self.features_seen_once = done.features_seen_once
        for data in done.breaking:
            self.keep_unnamed(data, BROKE_MERGE, done.problem)
        if done.problem and not done.breaking and not self.stopper.stopped.is_set():
            self.warnings.append(
                f"{self.target.name}: the corpus was not minimised ({done.problem}); "
                "all that is new was kept"
            )
        self.new_count = len({path.name for path in files_in(self.corpus)} - self.kept_before)
        self.progress.state = "interrupted" if self.stopper.stopped.is_set() else "done"

    def record(self) -> TargetNight:
        """As it is now."""
        now, files = self.progress, files_in(self.corpus)
        with self.lock:
            runs = [run.copy(deep=True) for run in self.runs.values()]
        others = sum(run.executions for run in runs if run.engine != MAIN_ENGINE)
        seconds = round(now.seconds_so_far, 1)
        for run in runs:
            if run.engine == MAIN_ENGINE:
                run.seconds, run.executions = seconds, now.executions - others
            run.rate = round(run.executions / run.seconds) if run.seconds else 0
        return TargetNight(
            target=self.target.name,
            shape=self.target.shape,
            state=now.state,
            runs=runs,
            executions=now.executions,
            rate=round((now.executions - others) / seconds) if seconds else 0,
            seconds=seconds,
            edges=now.edge_count,
            edges_total=now.edge_total,
            features=now.feature_count,
            features_seen_once=self.features_seen_once,
            seeds=len(files_in(self.target.seeds)),
            corpus_before=len(self.kept_before),
            corpus_after=len(files),
            corpus_new=self.new_count,
            peak_memory=now.peak_memory,
            crashes=self.crash_count,
            samples=list(now.samples),
        )
