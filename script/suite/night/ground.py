"""What all who work on one target in a night share: its folders, its counts, when it is over."""

import threading
from collections import Counter
from pathlib import Path

from suite.engine.libfuzzer_output import Output
from suite.findings.store import Findings
from suite.night.progress import Progress
from suite.process import End, Stopper
from suite.project import Target, files_in
from suite.state.folder import State
from suite.state.keeper import NEW_INPUTS
from suite.state.record import EngineRun


class Ground:
    """One target in a night. All that is temporary is in `scratch`: until the merge the kept corpus
    is only read. `incomplete` and `warnings` are sentences."""

    def __init__(
        self,
        target: Target,
        state: State,
        scratch: Path,
        findings: Findings,
        stopper: Stopper,
        jobs: int,
    ) -> None:
        self.target, self.findings, self.stopper, self.jobs = target, findings, stopper, jobs
        self.state, self.scratch = state, scratch / target.name
        self.corpus, self.aside = state.corpus(target.name), state.aside(target.name)
        self.new, self.seeds = self.scratch / NEW_INPUTS, self.scratch / "seeds"
        self.progress = Progress()
        self.incomplete: list[str] = []
        self.warnings: list[str] = []
        self.runs: dict[str, EngineRun] = {}
        self.lock = threading.RLock()
        self.given_up = threading.Event()
        self.corpus.mkdir(parents=True, exist_ok=True)
        self.kept_before = {path.name for path in files_in(self.corpus)}

    @property
    def is_over(self) -> bool:
        return self.given_up.is_set() or self.stopper.stopped.is_set()

    def pass_time(self, engine: str, seconds: float) -> None:
        with self.lock:
            run = self.runs.setdefault(engine, EngineRun(engine=engine))
            run.seconds = round(run.seconds + seconds, 1)

    def count(self, engine: str, end: End, executions: int = 0) -> None:
        """Accounts for the end of one process."""
        with self.lock:
            run = self.runs.setdefault(engine, EngineRun(engine=engine))
            run.ends = dict(Counter(run.ends) + Counter([str(end)]))
            run.executions += executions

    def give_up(self, why: str, output: Output) -> None:
        """Nothing more can be done for this target tonight."""
        with self.lock:
            if not self.given_up.is_set():
                self.given_up.set()
                words = f" ({output.last_words[:300]})" if output.last_words else ""
                self.incomplete.append(f"{self.target.name} cannot be fuzzed: {why}{words}")
