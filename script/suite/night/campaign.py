"""One fuzz target's part of a night: engines on all cores, findings, and a corpus that is kept."""

import shutil
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from suite.command import Fault
from suite.engine import libfuzzer
from suite.engine.inputs import content_name, copy_by_content, explain, observe
from suite.engine.libfuzzer_output import Output, parse
from suite.engine.reduction import minimize
from suite.engine.signature import Breakage, broken_property
from suite.night.crew import Crew
from suite.process import Ending, Limits
from suite.project import ROOT, Target, files_in

MERGE_SHARE = 0.1  # of a target's time; one second would do for most


@dataclass
class Finding:
    """Something that breaks, and the smallest input for it so far."""

    target: Target
    signature: str
    path: Path
    count: int = 0
    flaky: bool = False
    meaning: str = ""

    def examine(self, seconds: float) -> None:
        """Runs it again, minimises it and puts it into words."""
        self.flaky = observe(self.target, self.path).signature != self.signature
        if not self.flaky:
            smallest = minimize(
                self.target, self.path, Breakage(self.signature, "crash", ""), seconds
            )
            self.path.write_bytes(smallest)
        self.meaning = explain(self.target, self.path)

    def as_json(self) -> dict[str, object]:
        return {
            "target": self.target.name,
            "found": self.signature,
            "count": self.count,
            "flaky": self.flaky,
            "file": str(self.path.resolve()),
            "size": self.path.stat().st_size,
            "meaning": self.meaning,
        }


@dataclass
class Progress:
    """What the engines of one target have said so far."""

    state: str = "waiting"
    seconds: float = 0
    ended_count: int = 0  # executions of engines that have ended
    running: dict[int, Output] = field(default_factory=dict)
    edge_count: int = 0
    edge_total: int = 0

    @property
    def executions(self) -> int:
        return self.ended_count + sum(each.executions for each in list(self.running.values()))

    @property
    def rate(self) -> int:
        if self.running:
            statuses = [each.status for each in list(self.running.values())]
            return sum(status.rate for status in statuses if status)
        return round(self.ended_count / self.seconds) if self.seconds else 0

    def read(self, output: Output, line: str) -> None:
        if status := output.read(line):
            self.edge_count = max(self.edge_count, status.edge_count)
        self.edge_total = output.edge_total or self.edge_total

    def end(self, worker: int) -> None:
        self.ended_count += self.running.pop(worker).executions


class Campaign:
    """One target's night."""

    def __init__(self, target: Target, state: Path, crew: Crew, jobs: int) -> None:
        self.target, self.crew, self.jobs = target, crew, jobs
        self.progress = Progress()
        self.findings: dict[str, Finding] = {}
        self.lock = threading.Lock()
        self.corpus = state / "corpus" / target.name
        self.crashes = state / "crashes" / target.name
        self.aside = state / "set-aside" / target.name
        self.counterexamples = state / "counterexamples" / target.name
        self.corpus.mkdir(parents=True, exist_ok=True)
        self.kept_before = {path.name for path in files_in(self.corpus)}
        self.new_count = 0

    def run(self, seconds: float) -> None:
        """Fuzzes for about `seconds`, then merges and examines what was found."""
        with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
            # A copy, because seeds that crash have to go for the engines to get past them.
            seeds = Path(folder, "seeds")
            copy_by_content(files_in(self.target.seeds), seeds)
            self.import_inputs()
            self.progress.state = "fuzzing"
            self.fuzz(seeds, Path(folder), seconds * (1 - MERGE_SHARE))
            self.progress.state = "merging"
            self.merge(seeds, Path(folder, "merged"))
        self.progress.state = "examining"
        for finding in self.findings.values():
            finding.examine(seconds=min(10, max(2, seconds / 10)))
        self.progress.state = "interrupted" if self.crew.stopped.is_set() else "done"

    def import_inputs(self) -> None:
        """Lets this night's engines start from everything that ever broke, too."""
        aside = files_in(self.aside)
        others = [self.crashes, self.counterexamples]
        others.append(ROOT / "counterexamples" / self.target.name)
        found = [path for folder in others for path in files_in(folder)]
        copy_by_content([*aside, *found], self.corpus)
        for path in aside:
            path.unlink()

    def fuzz(self, seeds: Path, scratch: Path, seconds: float) -> None:
        start = time.monotonic()
        with ThreadPoolExecutor(self.jobs) as pool:
            work = [
                pool.submit(self.work, worker, seeds, scratch / str(worker), start + seconds)
                for worker in range(self.jobs)
            ]
        self.progress.seconds = time.monotonic() - start
        for each in work:
            each.result()

    def work(self, worker: int, seeds: Path, artifacts: Path, deadline: float) -> None:
        """One engine after the other until the deadline: each ends at its first crash.

        libFuzzer could do this itself, in its fork mode with crashes ignored. That was slower: in
        eight pairs of runs of 18 s on 2 cores it ran 1.4 to 2.5 times fewer inputs of a target
        without a bug, and 2.1 to 5.4 times fewer where a planted bug crashed every few hundred
        inputs. It reached the same edges and as many features at best, and found the same bugs.
        """
        artifacts.mkdir()
        while True:
            seconds = max(1, round(deadline - time.monotonic()))
            output = self.progress.running[worker] = Output()
            try:
                status = self.run_engine(output, seeds, artifacts, seconds)
            finally:
                self.progress.end(worker)
            found = [each for each in files_in(artifacts) if not libfuzzer.is_slow_input(each)]
            for artifact in found:
                self.record(artifact, output, seeds)
            for artifact in files_in(artifacts):
                artifact.unlink()
            if self.crew.stopped.is_set():
                return
            if status != libfuzzer.Exit.CLEAN and not found:
                raise Fault(f"{self.target.name} cannot fuzz: {output.last_words}")
            if time.monotonic() >= deadline - 1:
                return

    def run_engine(self, output: Output, seeds: Path, artifacts: Path, seconds: int) -> int:
        command = libfuzzer.fuzz(
            self.target.program,
            [self.corpus, seeds],
            max_input_size=self.target.max_input_size,
            artifacts=artifacts,
            dictionary=self.target.dictionary,
            seconds=seconds,
        )
        return self.crew.run(command, lambda line: self.progress.read(output, line), seconds + 30)

    def record(self, artifact: Path, output: Output, seeds: Path) -> None:
        """Counts a crash under what it breaks, and keeps the smallest input for each."""
        signature = output.signature
        if not broken_property("\n".join(output.report)):  # Then only a readable stack names it.
            signature = observe(self.target, artifact).signature or signature
        with self.lock:
            self.set_aside(artifact.read_bytes(), seeds)
            path = self.crashes / signature
            finding = self.findings.get(signature)
            if finding is None or artifact.stat().st_size < path.stat().st_size:
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(artifact, path)
            if finding is None:
                finding = self.findings[signature] = Finding(self.target, signature, path)
            finding.count += 1

    def set_aside(self, data: bytes, seeds: Path) -> None:
        """Takes an input that crashes out of what the engines start from, which they could not
        get past, without losing it."""
        for path in files_in(seeds) + files_in(self.corpus):
            if path.read_bytes()[: self.target.max_input_size] == data:
                if path.parent == self.corpus:
                    copy_by_content([path], self.aside)
                path.unlink()

    def merge(self, seeds: Path, merged: Path) -> None:
        """Minimises the corpus against the seeds. It is merged into a copy, and loses a file only
        after that has succeeded: an interruption leaves it larger, never smaller. More than one
        attempt means that an input crashed, and was dropped: then nothing is lost here either."""
        shutil.copytree(seeds, merged)
        command = libfuzzer.merge(self.target.program, [merged, self.corpus])
        done = libfuzzer.run(command, Limits(600))
        if done.end.ending == Ending.CLEAN and parse(done.output).merge_attempt_count == 1:
            for path in files_in(self.corpus):
                name = content_name(path.read_bytes())
                if not (merged / name).exists() or (seeds / name).exists():
                    path.unlink()
        kept = {path.name for path in files_in(self.corpus)}
        self.new_count = len(kept - self.kept_before)

    @property
    def crash_count(self) -> int:
        return sum(finding.count for finding in list(self.findings.values()))

    def as_json(self) -> dict[str, object]:
        return {
            "target": self.target.name,
            "seconds": round(self.progress.seconds, 1),
            "executions": self.progress.executions,
            "executions_per_second": self.progress.rate,
            "edges": self.progress.edge_count,
            "edges_total": self.progress.edge_total,
            "seeds": len(files_in(self.target.seeds)),
            "kept": len(files_in(self.corpus)),
            "new": self.new_count,
            "crashes": self.crash_count,
        }
