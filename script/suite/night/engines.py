"""The engines of a night besides libFuzzer under ASan and UBSan: how they are built, and one run of
one of them on one core.

libFuzzer under MSan finds what is read before it is written. AFL++ mutates otherwise, and traces
comparisons, which our libFuzzer does not: it takes half of the time there. AFL++ never runs the
empty input, and in a short time begins with the smallest inputs alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from suite.command import Fault
from suite.engine import aflplusplus, libfuzzer
from suite.engine.inputs import copy_by_content
from suite.engine.libfuzzer_output import Output
from suite.night.parts import LEAST_NIGHT
from suite.process import End, Ending, Limits, Stopper
from suite.project import Target, build_programs, files_in

# AFL++ runs each input some times before its time begins to count: some ms each, or some tens.
INPUTS_A_SECOND = 8
PATIENCE = 30.0  # seconds more than asked for, until an engine counts as hung


@dataclass(frozen=True)
class Harvest:
    """What one run of an engine came to. `new_inputs` are for the corpus; `breaking` are those that
    break something or took too long, the smallest first. `words`: why, where it ended as it should
    not have."""

    end: End
    executions: int = 0
    new_inputs: list[Path] = field(default_factory=list)
    breaking: list[Path] = field(default_factory=list)
    words: str = ""


@dataclass(frozen=True)
class Run:
    """One run: `scratch` is an empty folder of its own, in which all that it found is."""

    target: Target
    corpora: Sequence[Path]
    scratch: Path
    seconds: float
    stopper: Stopper
    on_line: Callable[[str], object] | None = None

    @property
    def limits(self) -> Limits:
        return Limits(self.seconds + PATIENCE)

    def folder(self, name: str) -> Path:
        folder = self.scratch / name
        folder.mkdir(parents=True)
        return folder


def run_msan(run: Run) -> Harvest:
    found, artifacts = run.folder("found"), run.folder("artifacts")
    command = libfuzzer.fuzz(
        run.target.program,
        [found, *run.corpora],
        max_input_size=run.target.max_input_size,
        artifacts=artifacts,
        dictionary=run.target.dictionary,
        seconds=max(1, int(run.seconds)),
    )
    output = Output()

    def on_line(line: str) -> None:
        output.read(line)
        if run.on_line:
            run.on_line(line)

    done = libfuzzer.run(
        command,
        run.limits,
        on_line=on_line,
        environment=libfuzzer.fuzzing_environment(),
        stopper=run.stopper,
    )
    words = "" if done.end.ending in (Ending.CLEAN, Ending.STOPPED) else output.last_words
    broken = sorted(files_in(artifacts), key=lambda path: path.stat().st_size)
    return Harvest(done.end, output.executions, files_in(found), broken, words)


def run_afl(run: Run) -> Harvest:
    inputs, out = run.folder("in"), run.scratch / "out"
    every = [path for folder in run.corpora for path in files_in(folder) if path.stat().st_size]
    every.sort(key=lambda path: path.stat().st_size)
    copy_by_content(every[: int(INPUTS_A_SECOND * run.seconds)], inputs)
    if not files_in(inputs):
        (inputs / "first").write_bytes(aflplusplus.FIRST_INPUT)
    command = aflplusplus.fuzz(
        aflplusplus.installed_tools(),
        run.target.program,
        inputs,
        out,
        dictionary=run.target.dictionary,
        seconds=max(1, int(run.seconds)),
        max_input_size=run.target.max_input_size,
        traces_comparisons=True,
    )
    done = libfuzzer.run(
        command,
        run.limits,
        on_line=run.on_line,
        environment=aflplusplus.night_environment(),
        stopper=run.stopper,
    )
    executions = aflplusplus.execution_count(out)
    good = executions is not None and done.end.ending in (Ending.CLEAN, Ending.STOPPED)
    words = "" if good else aflplusplus.last_words(done.output)
    broken = [*aflplusplus.crashes(out), *aflplusplus.hangs(out)]
    broken.sort(key=lambda path: path.stat().st_size)
    return Harvest(done.end, executions or 0, aflplusplus.new_inputs(out), broken, words)


@dataclass(frozen=True)
class Engine:
    """`name`: as suite.night.parts and records have it. `runs_files`: its programs say what breaks
    where they are given files, as libFuzzer's do."""

    name: str
    preset: str
    how: Callable[[Run], Harvest]
    runs_files: bool

    def target(self, target: Target) -> Target:
        """As it is built for this engine."""
        return replace(target, preset=self.preset)

    def run(
        self,
        target: Target,
        corpora: Sequence[Path],
        scratch: Path,
        seconds: float,
        stopper: Stopper,
        on_line: Callable[[str], object] | None = None,
    ) -> Harvest:
        """Fuzzes `target` on one core for about `seconds`, from the inputs of `corpora`, which it
        leaves as they are. All that it writes is in `scratch`, which is empty or not there."""
        run = Run(self.target(target), corpora, scratch, seconds, stopper, on_line)
        return self.how(run)


ENGINES = {
    each.name: each
    for each in (
        Engine("libFuzzer MSan", "msan", run_msan, runs_files=True),
        Engine("AFL++", "afl", run_afl, runs_files=False),
    )
}


def prepare(targets: Sequence[Target], seconds: float, jobs: int) -> tuple[list[str], list[str]]:
    """Builds the engines for a night of so many seconds. Returns the names of those that are there,
    and of each whose build has failed, why."""
    ready, failed = [], []
    for engine in ENGINES.values() if seconds >= LEAST_NIGHT else ():
        try:
            build_programs(engine.preset, [target.name for target in targets], jobs)
        except Fault as fault:
            failed.append(f"{engine.name} is not built: {fault}")
        if all(engine.target(target).program.is_file() for target in targets):
            ready.append(engine.name)
    return ready, failed
