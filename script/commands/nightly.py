"""Fuzzes the codec for a while, keeps what was learnt, and says what was found.

Builds; runs props with a fresh seed and as many cases as fit into a fifth of the time; then gives
the fuzz targets equal shares of the rest, each on all cores, from corpus/TARGET, what earlier
nights kept and the counterexamples. What is new is merged and minimised into the state folder. One
crash ends nothing: the target goes on to its next.

  STATE/corpus/TARGET/           inputs kept for the next night, beyond those in corpus/TARGET
  STATE/crashes/TARGET/NAME      the smallest input found that breaks NAME; see script/repro
  STATE/counterexamples/TARGET/  what props found; every night runs them again
  STATE/set-aside/TARGET/        kept inputs that crash now; the next night tries them again
  STATE/report.json              the numbers of the last night

Ctrl-C ends the engines early; what they found is still merged and told.

Exit status: 0 nothing found, 1 something found, 2 the call or the machine is at fault.
"""

import fcntl
import json
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import suite
from rich.live import Live
from rich.table import Table

LEAST_SECONDS = 10
PROPS_SHARE = 0.2
PROPS_PRESET = "gcc"  # optimised, no sanitizers: many cases; the fuzz targets have the sanitizers
CALIBRATION_CASES = 1000
ENUMERATION_SHAPE = "Text"
ENUMERATION_SECONDS = 120  # all 4-byte strings on one core: twice what an ordinary one takes
MERGE_SHARE = 0.1  # of a target's time; one second would do for most
SECONDS_BETWEEN_LINES = 30

# ---- What runs, and what it found ---------------------------------------------------------------


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
            env=suite.engine_environment(symbolize=False),
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

    target: suite.Target
    signature: str
    path: Path
    count: int = 0
    flaky: bool = False
    meaning: str = ""

    def examine(self, seconds):
        """Runs it again, minimises it and puts it into words."""
        self.flaky = suite.observe(self.target, self.path).signature != self.signature
        if not self.flaky:
            smallest = suite.minimize(self.target, self.path, self.signature, seconds)
            self.path.write_bytes(smallest)
        self.meaning = suite.explain(self.target, self.path)

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
        self.kept_before = {path.name for path in suite.files_in(self.corpus)}
        self.new_count = 0

    def run(self, seconds):
        """Fuzzes for about `seconds`, then merges and examines what was found."""
        with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
            # A copy, because seeds that crash have to go for the engines to get past them.
            seeds, scratch = Path(folder, "seeds"), Path(folder, "scratch")
            suite.copy_by_content(suite.files_in(self.target.seeds), seeds)
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
        aside = suite.files_in(self.aside)
        others = [self.crashes, self.counterexamples]
        others.append(suite.ROOT / "counterexamples" / self.target.name)
        found = [path for folder in others for path in suite.files_in(folder)]
        suite.copy_by_content([*aside, *found], self.corpus)
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
            for artifact in suite.files_in(artifacts):
                if not artifact.name.startswith("slow-unit"):
                    self.record(artifact, "\n".join(lines))
                    crashed = True
                artifact.unlink()
            if status != 0 and not crashed and not self.crew.stopped.is_set():
                raise suite.Fault(f"{self.target.name} cannot fuzz: {' '.join(lines[-3:])}")

    def run_engine(self, worker, seeds, artifacts, seconds, lines):
        """`lines` receives what it says that is not about progress."""

        def on_line(line):
            self.progress.read(worker, line)
            if not line.startswith(("#", "\t", "INFO:")):
                lines.append(line)

        command = [self.target.program, f"-max_total_time={seconds}"]
        command.append(f"-artifact_prefix={artifacts}/")
        command += [f"-max_len={self.target.max_input_size}", f"-dict={self.target.dictionary}"]
        # It halves the rate and gets through comparisons that coverage alone does not: half of the
        # engines use it, and all share what they find.
        command += [f"-use_value_profile={worker % 2}", "-print_final_stats=1", "-timeout=10"]
        try:
            return self.crew.run([*command, self.corpus, seeds], on_line, seconds + 30)
        finally:
            self.progress.ended(worker)

    def record(self, artifact, output):
        """Counts a crash under what it breaks, and keeps the smallest input for each."""
        signature = suite.signature_of(output)
        if "BROKEN PROPERTY" not in output:  # Then only a readable stack names it.
            signature = suite.observe(self.target, artifact).signature or signature
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
        for path in suite.files_in(seeds) + suite.files_in(self.corpus):
            if path.read_bytes()[: self.target.max_input_size] == data:
                if path.parent == self.corpus:
                    suite.copy_by_content([path], self.aside)
                path.unlink()

    def merge(self, seeds, scratch):
        """Minimises the corpus against the seeds. It is merged into a copy, and loses a file only
        after that has succeeded: an interruption leaves it larger, never smaller. More than one
        attempt means that an input crashed, and was dropped: then nothing is lost here either."""
        merged = scratch / "merged"
        shutil.copytree(seeds, merged)
        flags = ["-set_cover_merge=1", "-shuffle=0", "-prefer_small=1", "-use_value_profile=1"]
        done = subprocess.run(
            [self.target.program, *flags, merged, self.corpus],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=suite.engine_environment(symbolize=False),
            start_new_session=True,
        )
        if done.returncode == 0 and "successful in 1 attempt" in done.stdout:
            for path in suite.files_in(self.corpus):
                name = suite.content_name(path.read_bytes())
                if not (merged / name).exists() or (seeds / name).exists():
                    path.unlink()
        kept = {path.name for path in suite.files_in(self.corpus)}
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
            "seeds": len(suite.files_in(self.target.seeds)),
            "kept": len(suite.files_in(self.corpus)),
            "new": self.new_count,
            "crashes": self.crash_count,
        }


# ---- props --------------------------------------------------------------------------------------


@dataclass
class PropsRun:
    """One run of the program props and its outcome."""

    what: str
    status: int
    lines: list

    @property
    def counts(self):
        """How many checks passed and failed; None where it did not get to its end."""
        found = re.match(r"(\d+) passed, (\d+) failed", self.lines[-1] if self.lines else "")
        return found and (int(found[1]), int(found[2]))

    def failures(self):
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

    def __init__(self, shapes, state, crew, jobs, seconds):
        self.shapes, self.crew, self.jobs, self.seconds = shapes, crew, jobs, seconds
        self.counterexamples = state / "counterexamples"
        self.seed = secrets.randbits(32)
        self.runs = []
        cores = seconds * jobs
        wanted = ENUMERATION_SHAPE in shapes
        self.enumerates = wanted and ENUMERATION_SECONDS <= min(seconds, cores / 2)
        if self.enumerates:
            cores -= ENUMERATION_SECONDS
        self.seconds_a_shape = min(seconds, cores / len(shapes))

    def run(self):
        with ThreadPoolExecutor(self.jobs) as pool:
            work = [pool.submit(self.enumerate)] if self.enumerates else []
            work += [pool.submit(self.random, shape) for shape in self.shapes]
        self.runs = [each.result() for each in work]
        for each in self.runs:
            if each.counts is None and not self.crew.stopped.is_set():
                raise suite.Fault(f"props ended early, {each.what}: {' '.join(each.lines[-3:])}")

    def props(self, what, *arguments):
        lines = []
        command = [suite.program(PROPS_PRESET, "props/props"), *arguments]
        command += ["--counterexamples", suite.shown(self.counterexamples)]
        status = self.crew.run(command, lines.append, 10 * self.seconds + 60)
        return PropsRun(what, status, lines)

    def random(self, shape):
        """A small run tells how many cases fit into the time; where it fails, that is enough."""
        arguments = ["--engine", "random", "--only", shape, "--seed", self.seed, "--cases"]
        start = time.monotonic()
        small = self.props(f"{shape} {CALIBRATION_CASES:,} cases", *arguments, CALIBRATION_CASES)
        took = max(0.01, time.monotonic() - start)
        cases = round(CALIBRATION_CASES * self.seconds_a_shape / took, -3)
        if small.status != 0 or cases <= CALIBRATION_CASES:
            return small
        return self.props(f"{shape} {int(cases):,} cases", *arguments, int(cases))

    def enumerate(self):
        arguments = ["--engine", "exhaustive", "--nightly", "--only", ENUMERATION_SHAPE]
        return self.props("all strings of 4 bytes", *arguments)

    @property
    def failed_count(self):
        return sum(each.counts[1] for each in self.runs if each.counts)

    def summary(self):
        passed = sum(each.counts[0] for each in self.runs if each.counts)
        what = "; ".join(each.what for each in self.runs if each.counts) or "interrupted"
        text = f"props, seed {self.seed}: {passed} passed, {self.failed_count} failed ({what})"
        if ENUMERATION_SHAPE in self.shapes and not self.enumerates:
            text += (
                f"\nThe enumeration of all strings of 4 bytes needs {ENUMERATION_SECONDS} s "
                f"of the time of props, which has {self.seconds:.0f} s: left out."
            )
        return text


# ---- What a person sees -------------------------------------------------------------------------


def table_of(campaigns, running):
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("target", no_wrap=True)
    for name in ("executions", "per s", "edges", "corpus", "crashes"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("" if running else "new kept", justify="right", no_wrap=True)
    for campaign in campaigns:
        progress = campaign.progress
        seeds = len(suite.files_in(campaign.target.seeds))
        crashes = f"[red]{campaign.crash_count:,}[/]" if campaign.findings else "0"
        cells = [campaign.target.name, f"{progress.executions:,}", f"{progress.rate:,}"]
        cells.append(f"{progress.edge_count:,} / {progress.edge_total:,}")
        cells.append(f"{seeds + len(suite.files_in(campaign.corpus)):,}")
        table.add_row(*cells, crashes, progress.state if running else f"{campaign.new_count:,}")
    return table


class Watch:
    """Shows how the campaigns get on: a live table on a terminal, elsewhere a line at times."""

    def __init__(self, console, campaigns):
        self.console, self.campaigns = console, campaigns
        self.over = threading.Event()
        self.live = Live(
            console=console,
            get_renderable=lambda: table_of(campaigns, running=True),
            refresh_per_second=2,
            transient=True,
        )

    def __enter__(self):
        if self.console.is_terminal:
            self.live.start()
        else:
            threading.Thread(target=self.print_lines, daemon=True).start()

    def __exit__(self, *_):
        self.over.set()
        if self.console.is_terminal:
            self.live.stop()

    def print_lines(self):
        while not self.over.wait(SECONDS_BETWEEN_LINES):
            for campaign in self.campaigns:
                now = campaign.progress
                if now.state not in ("waiting", "done"):
                    print(
                        f"{campaign.target.name} {now.state}: {now.executions:,} executions, "
                        f"{now.rate:,} a second, {now.edge_count} of {now.edge_total} edges, "
                        f"{campaign.crash_count} crashes",
                        flush=True,
                    )


def print_finding(console, finding):
    path = suite.shown(finding.path)
    kind = "flaky" if finding.flaky else "broken"
    console.print(f"\n[red]{kind}[/] [bold]{finding.signature}[/], {finding.count:,} crashes")
    print(f"{finding.meaning}")
    print(f"  kept in    {path}\n  again      {suite.shown(suite.ROOT / 'script/repro')} {path}")


def print_report(console, props, campaigns):
    """Returns how many things were found."""
    print()
    console.print(table_of(campaigns, running=False))
    print(f"\n{props.summary()}")
    for each in props.runs:
        print("\n".join(each.failures()), end="\n" if each.failures() else "")
    findings = [finding for each in campaigns for finding in each.findings.values()]
    for finding in findings:
        print_finding(console, finding)
    return props.failed_count, len(findings)


# ---- The command --------------------------------------------------------------------------------


def seconds_of(text):
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if not found:
        raise suite.Fault(f"'{text}' is not a time; write 90s, 5m, 1h or seconds")
    seconds = float(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[found[2]]
    if seconds < LEAST_SECONDS:
        raise suite.Fault(f"--time must be at least {LEAST_SECONDS}s, not '{text}'")
    return seconds


def parse_arguments():
    parser = suite.Parser("nightly", __doc__)
    parser.add_argument("target", nargs="*", help="a fuzz target (default: all)")
    parser.add_argument(
        "--time", default="5m", help="for the whole night once it is built (default: 5m)"
    )
    parser.add_argument(
        "--state", type=Path, metavar="DIR", help="what nights share (default: state/)"
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="engines at once (default: all cores)"
    )
    options = parser.parse_args()
    options.seconds = seconds_of(options.time)
    options.targets = suite.pick_targets(options.target)
    options.jobs = suite.core_count() if options.jobs is None else options.jobs
    if options.jobs < 1:
        raise suite.Fault(f"--jobs must be at least 1, not {options.jobs}")
    options.state = (options.state or suite.ROOT / "state").resolve()
    return options


def open_state(folder):
    """Makes sure that the folder can be written to and that no other night is using it; holds as
    long as the result does."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = open(folder / "lock", "w")
    except OSError as error:
        why = error.strerror
        raise suite.Fault(f"cannot write to the state folder '{folder}': {why}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise suite.Fault(f"another night is using the state folder '{folder}'") from None
    return lock


def build(console, options):
    names = [target.name for target in options.targets]
    with console.status("Building ..."):
        suite.build(suite.FUZZ_PRESET, [*names, "explain", "dictionaries"], options.jobs)
        suite.build(PROPS_PRESET, ["props"], options.jobs)


def spend(console, options, crew, props, campaigns):
    """The night itself."""
    end = time.monotonic() + options.seconds
    print(f"props for about {props.seconds:.0f} s, seed {props.seed}", flush=True)
    with console.status("props ..."):
        props.run()
    with Watch(console, campaigns):
        for i, campaign in enumerate(campaigns):
            if not crew.stopped.is_set():
                campaign.run(max(1, (end - time.monotonic()) / (len(campaigns) - i)))


def stop_on_signals(crew):
    """The first one ends the engines, the next one the command."""

    def on_signal(*_):
        if crew.stopped.is_set():
            raise KeyboardInterrupt
        crew.stop()

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)


def main():
    options = parse_arguments()
    console = suite.make_console()
    lock = open_state(options.state)
    build(console, options)
    crew = Crew()
    stop_on_signals(crew)
    shapes = [target.shape for target in options.targets]
    props = PropsPhase(shapes, options.state, crew, options.jobs, PROPS_SHARE * options.seconds)
    campaigns = [Campaign(each, options.state, crew, options.jobs) for each in options.targets]
    start = time.time()
    spend(console, options, crew, props, campaigns)
    broken, crashing = print_report(console, props, campaigns)
    write_report(options.state, start, props, campaigns)
    lock.close()
    interrupted = ", interrupted" if crew.stopped.is_set() else ""
    took = f"{time.time() - start:.0f} s{interrupted}"
    print(f"\n{took}: {broken} checks of props failed, {crashing} distinct crashes")
    return 1 if broken or crashing else 0


def write_report(state, start, props, campaigns):
    report = {
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start)),
        "seconds": round(time.time() - start, 1),
        "props": {
            "seed": props.seed,
            "failed": props.failed_count,
            "runs": [{"what": each.what, "counts": each.counts} for each in props.runs],
        },
        "targets": [each.as_json() for each in campaigns],
        "findings": [f.as_json() for each in campaigns for f in each.findings.values()],
    }
    (state / "report.json").write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    suite.run("nightly", main)
