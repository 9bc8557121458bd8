"""One fuzz target's part of a night: engines on all cores, findings, and a corpus that is kept."""

import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from suite.command import Fault
from suite.engine.libfuzzer import (
    content_name,
    copy_by_content,
    engine_environment,
    explain,
    fuzzing_environment,
    minimize,
    observe,
    signature_of,
)
from suite.project import ROOT, Target, files_in

MERGE_SHARE = 0.1  # of a target's time; one second would do for most
MERGE_FLAGS = ["-set_cover_merge=1", "-shuffle=0", "-prefer_small=1"]


class Crew:
    """Runs programs; `stop` ends them all, and any that would start later."""

    def __init__(self):
        self.stopped = threading.Event()
        self.running = set()

    def stop(self):
        self.stopped.set()
        for process in list(self.running):
            process.send_signal(signal.SIGINT)

    def run(self, command, on_line, seconds):
        """Passes each line of output to `on_line`; returns the exit status, negative where a
        signal ended it, as one does after `seconds`."""
        # A session of its own: Ctrl-C must reach it through `stop` only.
        with subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=fuzzing_environment(),
            start_new_session=True,
        ) as process:
            self.running.add(process)
            killer = threading.Timer(seconds, process.kill)
            killer.start()
            if self.stopped.is_set():
                process.send_signal(signal.SIGINT)
            for line in process.stdout:
                on_line(line.rstrip("\n"))
            killer.cancel()
        self.running.discard(process)
        return process.returncode


@dataclass
class Finding:
    """Something that breaks, and the smallest input for it so far."""

    target: Target
    signature: str
    path: Path
    count: int = 0
    flaky: bool = False
    meaning: str = ""

    def examine(self, seconds):
        """Runs it again, minimises it and puts it into words."""
        self.flaky = observe(self.target, self.path).signature != self.signature
        if not self.flaky:
            smallest = minimize(self.target, self.path, self.signature, seconds)
            self.path.write_bytes(smallest)
        self.meaning = explain(self.target, self.path)

    def as_json(self):
        return {
            "target": self.target.name,
            "found": self.signature,
            "count": self.count,
            "flaky": self.flaky,
            "file": str(self.path.resolve()),
            "size": self.path.stat().st_size,
            "meaning": self.meaning,
        }


# ---- Fuzzing one target -------------------------------------------------------------------------


@dataclass
class Progress:
    """What the engines of one target have said so far."""

    state: str = "waiting"
    seconds: float = 0
    execution_count: int = 0  # of engines that have ended
    running: dict = field(default_factory=dict)  # worker: (executions, executions per second)
    edge_count: int = 0
    edge_total: int = 0

    @property
    def executions(self):
        return self.execution_count + sum(count for count, _ in list(self.running.values()))

    @property
    def rate(self):
        if self.running:
            return sum(rate for _, rate in list(self.running.values()))
        return round(self.execution_count / self.seconds) if self.seconds else 0

    def read(self, worker, line):
        if found := re.match(r"#(\d+)\s.* cov: (\d+) .*exec/s: (\d+)", line):
            count, edges, rate = map(int, found.groups())
            self.running[worker] = (count, rate)
            self.edge_count = max(self.edge_count, edges)
        elif found := re.search(r"PC tables \((\d+) PCs\)", line):
            self.edge_total = int(found[1])
        elif found := re.match(r"stat::number_of_executed_units:\s*(\d+)", line):
            self.running[worker] = (int(found[1]), 0)

    def ended(self, worker):
        self.execution_count += self.running.pop(worker, (0, 0))[0]


class Campaign:
    """One target's night."""

    def __init__(self, target, state, crew, jobs):
        self.target, self.crew, self.jobs = target, crew, jobs
        self.progress = Progress()
        self.findings = {}
        self.lock = threading.Lock()
        self.corpus = state / "corpus" / target.name
        self.crashes = state / "crashes" / target.name
        self.aside = state / "set-aside" / target.name
        self.counterexamples = state / "counterexamples" / target.name
        self.corpus.mkdir(parents=True, exist_ok=True)
        self.kept_before = {path.name for path in files_in(self.corpus)}
        self.new_count = 0

    def run(self, seconds):
        """Fuzzes for about `seconds`, then merges and examines what was found."""
        with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
            # A copy, because seeds that crash have to go for the engines to get past them.
            seeds, scratch = Path(folder, "seeds"), Path(folder, "scratch")
            copy_by_content(files_in(self.target.seeds), seeds)
            self.import_inputs()
            self.progress.state = "fuzzing"
            self.fuzz(seeds, scratch, seconds * (1 - MERGE_SHARE))
            self.progress.state = "merging"
            self.merge(seeds, scratch)
        self.progress.state = "examining"
        for finding in self.findings.values():
            finding.examine(seconds=min(10, max(2, seconds / 10)))
        self.progress.state = "interrupted" if self.crew.stopped.is_set() else "done"

    def import_inputs(self):
        """Lets this night's engines start from everything that ever broke, too."""
        aside = files_in(self.aside)
        others = [self.crashes, self.counterexamples]
        others.append(ROOT / "counterexamples" / self.target.name)
        found = [path for folder in others for path in files_in(folder)]
        copy_by_content([*aside, *found], self.corpus)
        for path in aside:
            path.unlink()

    def fuzz(self, seeds, scratch, seconds):
        start = time.monotonic()
        deadline = start + seconds
        with ThreadPoolExecutor(self.jobs) as pool:
            work = [
                pool.submit(self.work, worker, seeds, scratch / str(worker), deadline)
                for worker in range(self.jobs)
            ]
        self.progress.seconds = time.monotonic() - start
        for each in work:
            each.result()

    def work(self, worker, seeds, artifacts, deadline):
        """One engine after the other until the deadline: each ends at its first crash."""
        artifacts.mkdir(parents=True)
        first = True
        while first or time.monotonic() < deadline - 1 and not self.crew.stopped.is_set():
            first = False
            left = max(1, round(deadline - time.monotonic()))
            lines = []
            status = self.run_engine(worker, seeds, artifacts, left, lines)
            crashed = False
            for artifact in files_in(artifacts):
                if not artifact.name.startswith("slow-unit"):
                    self.record(artifact, "\n".join(lines))
                    crashed = True
                artifact.unlink()
            if status != 0 and not crashed and not self.crew.stopped.is_set():
                raise Fault(f"{self.target.name} cannot fuzz: {' '.join(lines[-3:])}")

    def run_engine(self, worker, seeds, artifacts, seconds, lines):
        """`lines` receives what it says that is not about progress."""

        def on_line(line):
            self.progress.read(worker, line)
            if not line.startswith(("#", "\t", "INFO:")):
                lines.append(line)

        command = [self.target.program, f"-max_total_time={seconds}"]
        command.append(f"-artifact_prefix={artifacts}/")
        command += [f"-max_len={self.target.max_input_size}", f"-dict={self.target.dictionary}"]
        command += ["-print_final_stats=1", "-timeout=10"]
        try:
            return self.crew.run([*command, self.corpus, seeds], on_line, seconds + 30)
        finally:
            self.progress.ended(worker)

    def record(self, artifact, output):
        """Counts a crash under what it breaks, and keeps the smallest input for each."""
        signature = signature_of(output)
        if "BROKEN PROPERTY" not in output:  # Then only a readable stack names it.
            signature = observe(self.target, artifact).signature or signature
        with self.lock:
            self.set_aside(artifact.read_bytes(), artifact.parent.parent.parent / "seeds")
            path = self.crashes / signature
            known = self.findings.get(signature)
            if known is None or artifact.stat().st_size < path.stat().st_size:
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(artifact, path)
            finding = self.findings.setdefault(signature, Finding(self.target, signature, path))
            finding.count += 1

    def set_aside(self, data, seeds):
        """Takes an input that crashes out of what the engines start from, which they could not
        get past, without losing it."""
        for path in files_in(seeds) + files_in(self.corpus):
            if path.read_bytes()[: self.target.max_input_size] == data:
                if path.parent == self.corpus:
                    copy_by_content([path], self.aside)
                path.unlink()

    def merge(self, seeds, scratch):
        """Minimises the corpus against the seeds. It is merged into a copy, and loses a file only
        after that has succeeded: an interruption leaves it larger, never smaller. More than one
        attempt means that an input crashed, and was dropped: then nothing is lost here either."""
        merged = scratch / "merged"
        shutil.copytree(seeds, merged)
        done = subprocess.run(
            [self.target.program, *MERGE_FLAGS, merged, self.corpus],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=engine_environment(symbolize=False),
            start_new_session=True,
        )
        if done.returncode == 0 and "successful in 1 attempt" in done.stdout:
            for path in files_in(self.corpus):
                name = content_name(path.read_bytes())
                if not (merged / name).exists() or (seeds / name).exists():
                    path.unlink()
        kept = {path.name for path in files_in(self.corpus)}
        self.new_count = len(kept - self.kept_before)

    @property
    def crash_count(self):
        return sum(finding.count for finding in list(self.findings.values()))

    def as_json(self):
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
