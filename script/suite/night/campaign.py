"""One fuzz target's part of a night: engines on all cores, what they find, and a corpus that is
kept."""

import contextlib
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from suite.engine import libfuzzer
from suite.engine.inputs import content_name, copy_by_content, look, observe
from suite.engine.libfuzzer_output import Output
from suite.engine.signature import Breakage, slow
from suite.findings.store import Findings
from suite.night.emergency import keep_somewhere
from suite.night.engines import Engine
from suite.night.merge import merge
from suite.night.other_worker import OtherWorker
from suite.night.parts import MAIN_ENGINE
from suite.night.progress import Progress
from suite.night.worker import Worker, trace_key
from suite.process import Done, End, Ending, Limits, Stopper
from suite.project import ROOT, Target, files_in
from suite.state.folder import State
from suite.state.keeper import NEW_INPUTS
from suite.state.record import EngineRun, TargetNight

MOST_SLOW = 3  # so many of the inputs that were slow are looked at again
START_SECONDS = 10  # in which an engine must come to its first word
TRIES = 2  # of an input, before it is said that it did not end an engine


class Campaign:
    """One target's night. All that is temporary is in `scratch`: until the merge the kept corpus is
    only read. `incomplete` and `warnings` are sentences."""

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
        self.crash_count = 0
        self.new_count = 0
        self.features_seen_once: int | None = None
        self.merged = False
        self.known: dict[str, Breakage] = {}  # by trace_key
        self.unnamed: list[tuple[bytes, Breakage, str]] = []
        self.without_input: list[tuple[Breakage, str]] = []
        self.slow: list[bytes] = []
        self.search = threading.Lock()
        self.found_again: dict[str, tuple[float, bytes]] = {}  # when, by signature
        self.corpus.mkdir(parents=True, exist_ok=True)
        self.kept_before = {path.name for path in files_in(self.corpus)}

    @property
    def is_over(self) -> bool:
        return self.given_up.is_set() or self.stopper.stopped.is_set()

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

    # ---- What breaks ----------------------------------------------------------------------------

    def met(self, data: bytes, breakage: Breakage | None, output: str, deadline: float) -> None:
        """An engine has ended at this input. What is no property is named by a run with readable
        stacks, the first time that it is met; where there is no time for that, later."""
        if breakage is None:  # It was stopped while it wrote the input.
            breakage = Breakage("unknown", Ending.CRASH.value, "unknown")
        key = trace_key(breakage, output)
        if breakage.kind == "property":
            self.take(data, breakage, output)
        elif key in self.known:
            self.take(data, self.known[key], output)
        elif time.monotonic() < deadline and not self.stopper.stopped.is_set():
            self.name_and_take(data, breakage, output)
        else:
            with self.lock:
                self.crash_count += 1
                self.unnamed.append((data, breakage, output))

    def name_and_take(self, data: bytes, breakage: Breakage, output: str) -> None:
        path = self.scratch / f"naming-{content_name(data)}"
        path.write_bytes(data)
        seen = observe(self.target, path, stopper=self.stopper)
        path.unlink(missing_ok=True)
        named = seen.breakage or breakage
        self.known[trace_key(breakage, output)] = named
        self.take(data, named, seen.output if seen.breakage else output)

    def met_end(self, data: bytes | None, breakage: Breakage, done: Done, has_begun: bool) -> bool:
        """An engine has ended and has left no artifact; `data`: the input that it was at. It is a
        finding where an input does it again, or where nobody but the code under test can have done
        it. Returns whether the next engine starts from fewer inputs."""
        started = time.monotonic() - done.end.seconds
        with self.search:  # one after the other: what one finds is gone for the next
            when, found = self.found_again.get(breakage.signature, (0.0, b""))
            if data is None or not self.does_it_again(data):
                # Where it is gone since this engine began, this engine still had it, too.
                known = found if when > started else self.find_again()
                data = known if known is not None else data if by_itself(done.end) else None
            if data is not None:
                self.name_and_take(data, breakage, done.output)
                self.found_again[breakage.signature] = time.monotonic(), data
                return self.set_aside(data) or when > started
        if by_itself(done.end):
            with self.lock:
                self.crash_count += has_begun
                self.without_input += [(breakage, done.output)] * has_begun
            return False  # one that has not begun was at no input
        sentence = f"{self.target.name}: an engine was lost ({done.end}), and nothing does it again"
        if sentence not in self.incomplete:
            self.incomplete.append(sentence)
        return False

    def does_it_again(self, data: bytes) -> bool:
        path = self.scratch / "last"
        path.write_bytes(data)
        return look(self.target, path, stopper=self.stopper).breakage is not None

    def find_again(self) -> bytes | None:
        """The input, among all that an engine starts from, at which the target ends. All of them
        in one process: its words tell which it was at."""
        empty, again = self.scratch / "empty", self.scratch / "again"
        empty.touch()
        again.mkdir(exist_ok=True)
        inputs = [empty, *files_in(self.new), *files_in(self.corpus), *files_in(self.seeds)]
        command = libfuzzer.run_files(self.target.program, inputs, artifacts=again)
        output = Output()
        done = libfuzzer.run(
            command, Limits(60), on_line=lambda line: output.read(line), stopper=self.stopper
        )
        if done.end.ending in (Ending.STOPPED, Ending.LOST) or not output.running:
            return None
        if output.executed_count == len(inputs):
            return None
        with contextlib.suppress(OSError):
            return Path(output.running).read_bytes()
        return None

    def take(
        self, data: bytes, breakage: Breakage, output: str, target: Target | None = None
    ) -> None:
        """`target`: as another engine has it built, where only that breaks."""
        with self.lock:
            self.crash_count += 1
        try:
            self.findings.take(target or self.target, data, breakage, output)
        except OSError as error:
            where = keep_somewhere(data, f"{self.target.name}-{breakage.signature}")
            self.incomplete.append(
                f"{self.target.name} breaks: {breakage.title}. It could not be kept in the state "
                f"folder ({error.strerror}); the input is {where}"
            )

    def set_aside(self, data: bytes) -> bool:
        """Takes an input that crashes out of what the engines start from, which they could not
        get past, without losing it. Whether it was there."""
        name, found = content_name(data), False
        with self.lock, contextlib.suppress(OSError):
            for folder in (self.seeds, self.new, self.corpus):
                for path in [folder / name, *self.longer(folder, data)]:
                    if path.exists():
                        found = True
                        copy_by_content([path] if folder != self.seeds else [], self.aside)
                        path.unlink(missing_ok=True)
        return found

    def longer(self, folder: Path, data: bytes) -> list[Path]:
        """The inputs of which an engine reads no more than this."""
        limit = self.target.max_input_size
        if len(data) < limit:
            return []
        return [
            path
            for path in files_in(folder)
            if path.stat().st_size > limit and path.read_bytes()[:limit] == data
        ]

    def keep_slow(self, data: bytes) -> None:
        with self.lock:
            self.slow = [*self.slow, data][-MOST_SLOW:]  # each was slower than those before

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
        self.merged, self.features_seen_once = not done.problem, done.features_seen_once
        if done.problem and not self.stopper.stopped.is_set():
            self.warnings.append(
                f"{self.target.name}: the corpus was not minimised ({done.problem}); "
                "all that is new was kept"
            )
        self.new_count = len({path.name for path in files_in(self.corpus)} - self.kept_before)
        self.progress.state = "interrupted" if self.stopper.stopped.is_set() else "done"

    def settle(self) -> None:
        """Names what there was no time to name, and looks again at what was slow."""
        unnamed, self.unnamed = self.unnamed, []
        for data, breakage, output in unnamed:
            self.crash_count -= 1  # it is counted again
            if self.stopper.stopped.is_set():
                self.take(data, breakage, output)
            else:
                self.name_and_take(data, breakage, output)
        self.take_without_input()
        for data in self.slow:
            if not self.stopper.stopped.is_set():
                self.look_again_at_slow(data)

    def take_without_input(self) -> None:
        """Ends at inputs that nobody knows. Where another input has ended an engine in this way,
        they are that finding again."""
        for breakage, output in self.without_input:
            self.crash_count -= 1  # it is counted again
            if breakage.signature in self.found_again:
                self.take(self.found_again[breakage.signature][1], breakage, output)
                continue
            title = f"{breakage.title}; at which input is not known"
            unknown = Breakage(f"{breakage.signature}-input-unknown", breakage.kind, title)
            self.take(b"", unknown, f"Which input it was is not known.\n{output}")
        self.without_input = []

    def look_again_at_slow(self, data: bytes) -> None:
        path = self.scratch / "slow"
        path.write_bytes(data)
        seen = look(self.target, path, stopper=self.stopper)
        least = libfuzzer.SLOW_SECONDS
        if seen.breakage is None and seen.seconds >= least and seen.end.cpu_seconds >= least:
            self.take(data, slow(seen.seconds), seen.output)
        elif seen.breakage:
            self.take(data, seen.breakage, seen.output)
        else:
            self.warnings.append(
                f"{self.target.name}: an input was slow once, and is not any more: "
                f"{data.hex()[:200] or 'the empty one'}"
            )

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


def by_itself(end: End) -> bool:
    """Whether nobody but the code under test can have ended it so."""
    return end.ending in (Ending.CRASH, Ending.EXITED)
