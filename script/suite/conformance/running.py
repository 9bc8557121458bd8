"""Runs the engine for each peer and role, one or two at a time, and tells how far that is."""

import contextlib
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from suite import process
from suite.conformance.contenders import Contender, Missing, engine
from suite.conformance.engine_output import Flood
from suite.conformance.engine_output import Progress as Step
from suite.conformance.engine_output import Reader
from suite.conformance.record import Choice, Result, Role, Rule, Settings, Skipped, Verdict
from suite.process import Ending, Limits, Stopper
from suite.project import ROOT

SECONDS, SHORT_SECONDS = 900, 150  # of one engine
MEMORY = 6 * 1024  # MiB; a browser needs some
COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    TextColumn("{task.fields[stage]}"),
    TimeElapsedColumn(),
)
SEEDS = ROOT / "corpus"


@dataclass(frozen=True)
class Ran:
    """One engine that has ended. `incomplete`: why it did not do all it should, empty where it
    did."""

    result: Result
    rules: list[Rule]
    choices: list[Choice]
    judged: dict[str, int]
    chances: list[str]
    runs: int
    seconds: float
    incomplete: str = ""


@dataclass
class Course:
    """Everything that is to be run, and what came of it so far."""

    settings: Settings
    jobs: int
    console: Console
    keep: Callable[["Course"], object]  # called whenever one more has ended
    # How long each took the last time: those begin first that take longest.
    seconds_before: dict[tuple[str, Role], float] = field(default_factory=dict)
    stopper: Stopper = field(default_factory=lambda: Stopper(grace=3))
    ran: dict[tuple[str, Role], Ran] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    was_interrupted: bool = False

    def run(self, contenders: Sequence[Contender]) -> None:
        """Ctrl-C ends it soon, without a process left; what has ended by then stays."""
        pairs = [(each, role) for each in contenders for role in each.roles]
        longest_first = sorted(pairs, key=self.seconds_expected, reverse=True)
        bar = Progress(*COLUMNS, console=self.console, transient=True)
        # Elsewhere than on a terminal it would still end with an empty line.
        with contextlib.ExitStack() as shown, ThreadPoolExecutor(self.jobs) as pool:
            if self.console.is_terminal:
                shown.enter_context(bar)
            try:
                work = [pool.submit(self.run_one, each, role, bar) for each, role in longest_first]
                for done in as_completed(work):
                    self.take(done, bar.console)
            except KeyboardInterrupt:
                self.was_interrupted = True
                self.stopper.stop()
                pool.shutdown(cancel_futures=True)
            except BaseException:
                self.stopper.stop()
                pool.shutdown(cancel_futures=True)
                raise
        order = [(each.name, role) for each, role in pairs]
        self.ran = {key: self.ran[key] for key in order if key in self.ran}

    def seconds_expected(self, pair: tuple[Contender, Role]) -> float:
        """Who is new may take long."""
        contender, role = pair
        return self.seconds_before.get((contender.name, role), SECONDS)

    def take(self, done: "Future[Ran | Skipped]", console: Console) -> None:
        outcome = done.result()
        if isinstance(outcome, Skipped):
            if outcome not in self.skipped:
                self.skipped.append(outcome)
                console.print(
                    f"{outcome.peer}: not run, {outcome.why}", markup=False, soft_wrap=True
                )
        else:
            self.ran[outcome.result.peer, outcome.result.role] = outcome
            console.print(line_of(outcome), soft_wrap=True)
        sys.stdout.flush()
        self.keep(self)

    def run_one(self, contender: Contender, role: Role, bar: Progress) -> Ran | Skipped:
        try:
            words = contender.words()
        except Missing as why:
            return Skipped(peer=contender.name, why=str(why))
        task = bar.add_task(f"{contender.name} {role.value}", total=None, stage="begins")
        try:
            return judge(contender, role, words, self.settings, self.stopper, Told(bar, task))
        finally:
            bar.remove_task(task)


class Told:
    """Moves a bar as the engine says how far it is, a few times a second at most."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self.bar, self.task, self.last = bar, task, 0.0

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        if now - self.last > 0.1 or step.done == step.of:
            self.last = now
            stage = escape(step.stage[:30])
            self.bar.update(self.task, completed=step.done, total=step.of or None, stage=stage)


def options_of(settings: Settings) -> list[str]:
    words = ["--short"] if settings.short else []
    words += ["--cases", str(settings.cases)] if settings.cases is not None else []
    words += ["--seed", str(settings.seed)] if settings.seed is not None else []
    return words + (["--seeds", str(SEEDS)] if SEEDS.is_dir() else [])


def judge(
    contender: Contender,
    role: Role,
    words: Sequence[str],
    settings: Settings,
    stopper: Stopper,
    on_progress: Callable[[Step], object],
) -> Ran:
    """Runs one engine to its end, whatever that is."""
    reader, start = Reader(contender.name, role, on_progress), time.monotonic()
    # The role stands first: a harness's command takes all that follows it.
    command = [engine(), "--role", role.value, *options_of(settings), *words]
    seconds = SHORT_SECONDS if settings.short else SECONDS
    try:
        limits = Limits(seconds, MEMORY)
        end = process.run(command, limits, on_line=reader.take, stopper=stopper).end
        incomplete = why_incomplete(reader, end, seconds)
    except Flood:
        incomplete = "the engine flooded us and was ended"
    result = reader.result
    result.again = contender.show_command()
    if incomplete:
        result.is_whole = False
        reader.add_trouble("engine", incomplete)
    elif any(each.kind == "no start" for each in result.trouble):
        result.is_whole = False
        incomplete = next(each.said for each in result.trouble if each.kind == "no start")
    took = time.monotonic() - start
    return Ran(
        result,
        reader.rules,
        reader.choices,
        reader.judged,
        reader.chances,
        reader.run_count,
        took,
        incomplete,
    )


def why_incomplete(reader: Reader, end: process.End, seconds: float) -> str:
    """Why the engine did not do what it should, the same in each run; empty where it did."""
    if end.ending == Ending.HANG:
        return f"it did not end within {seconds:.0f} s"
    if end.ending == Ending.OUT_OF_MEMORY:
        return f"it used more than {MEMORY} MiB"
    if end.ending != Ending.CLEAN:
        said = f": {reader.said_last}" if reader.said_last else ""
        return f"{end}{said}"
    return "" if reader.result.is_whole else "it ended without saying that it is done"


def line_of(ran: Ran) -> str:
    """What came of one, for a person, as markup."""
    result = ran.result
    found = list(result.verdicts.values())
    counts = [(verdict, found.count(verdict)) for verdict in Verdict]
    words = ", ".join(f"{count} {verdict.value}" for verdict, count in counts if count)
    colour = "red" if result.broken() else "yellow" if ran.incomplete else "green"
    text = (
        f"[{colour}]{escape(f'{result.peer} {result.version}'.strip())}[/], {result.role.value}: "
    )
    text += f"{words or 'nothing judged'} ({ran.seconds:.0f} s)"
    if ran.chances:
        text += f"; [yellow]by chance[/], so it counts for nothing: {len(ran.chances)}"
        text += " (measured.json)"
    return text + (
        f"; [yellow]not to its end[/]: {escape(ran.incomplete)}" if ran.incomplete else ""
    )
