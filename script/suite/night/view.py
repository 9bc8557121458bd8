"""What a person sees of a night while it runs, and its figures at the end; made from its record."""

import threading
from collections.abc import Callable

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from suite.command import make_table
from suite.night.plan import words
from suite.state.record import Finding, Life, Night, TargetNight, Verdict

SECONDS_BETWEEN_LINES = 30.0
IDLE = ("", "waiting", "fuzzed", "done")
WIDE = 100  # columns, from which on there is room for more
MOST_FINDINGS = 5  # so many are shown beneath the table


# ---- Words --------------------------------------------------------------------------------------


def since_new_edge(part: TargetNight, elapsed: float) -> float | None:
    """How long the last new edge is ago; None where none was seen."""
    first = next((sample for sample in part.samples if sample.edges == part.edges), None)
    return max(0.0, elapsed - first.seconds) if first and part.edges else None


def ago(seconds: float | None) -> str:
    return "-" if seconds is None else words(seconds)


def headline(night: Night, elapsed: float) -> str:
    """What it is doing, for how long it has been going, and how long it still is."""
    phase = night.phases[-1].name if night.phases else "begins"
    left = max(0.0, night.seconds_asked - elapsed)
    return f"{phase}: {words(elapsed)} of {words(night.seconds_asked)}, {words(left)} left"


def name_of(part: TargetNight) -> str:
    return part.target.removesuffix("_fuzzer")


def broken(night: Night) -> list[Finding]:
    """The new ones first."""
    found = [each for each in night.findings if each.life != Life.GONE]
    return sorted(found, key=lambda each: each.life != Life.NEW)


def line_of(part: TargetNight, elapsed: float) -> str:
    since = since_new_edge(part, elapsed)
    edge = f", the last new one {words(since)} ago" if since is not None else ""
    return (
        f"{part.target} {part.state}: {part.executions:,} executions, {part.rate:,} a second, "
        f"{part.edges} of {part.edges_total} edges{edge}, {part.crashes} crashes"
    )


# ---- While it runs ------------------------------------------------------------------------------


def table_of(night: Night, elapsed: float, width: int) -> Table:
    """Those that are at work are bold."""
    wide = width >= WIDE
    heads = ["per s", "edges", "new edge", "corpus", "crashes"]
    table = make_table("target", *(["executions"] if wide else []), *heads)
    if wide:
        table.add_column("now")
    for part in night.targets:
        edges = f"{part.edges:,}/{part.edges_total:,}" if wide else f"{part.edges:,}"
        count = f"{part.crashes:,}"
        table.add_row(
            name_of(part),
            *([f"{part.executions:,}"] if wide else []),
            f"{part.rate:,}",
            edges,
            ago(since_new_edge(part, elapsed)),
            f"{part.seeds + part.corpus_after:,}",
            f"[red]{count}[/]" if part.crashes else count,
            *([part.state] if wide else []),
            style="" if part.state in IDLE else "bold",
        )
    return table


def picture_of(night: Night, elapsed: float, width: int) -> RenderableType:
    lines = [Text(headline(night, elapsed), overflow="fold")]
    found = broken(night)
    for each in found[:MOST_FINDINGS]:
        text = f"{each.life.value}: {each.signature} in {each.target}, {each.count:,} times"
        lines.append(Text(text, style="red", overflow="fold"))
    if len(found) > MOST_FINDINGS:
        lines.append(Text(f"and {len(found) - MOST_FINDINGS} more", style="red"))
    table = [table_of(night, elapsed, width)] if night.targets else []
    return Group(lines[0], *table, *lines[1:])


class Watch:
    """Shows how a night gets on: a live table on a terminal, elsewhere a line at times, and one for
    each finding. `clock`: the seconds since the night began."""

    def __init__(self, console: Console, night: Night, clock: Callable[[], float]) -> None:
        self.console, self.night, self.clock = console, night, clock
        self.over = threading.Event()
        self.told: set[tuple[str, str]] = set()
        self.live = Live(
            console=console,
            get_renderable=lambda: picture_of(night, clock(), console.width),
            refresh_per_second=2,
            transient=True,
        )
        self.lines = threading.Thread(target=self.print_lines, daemon=True)

    def __enter__(self) -> None:
        if self.console.is_terminal:
            self.live.start()
        else:
            self.lines.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        if self.console.is_terminal:
            self.live.stop()
        else:
            self.lines.join()

    def print_lines(self) -> None:
        passed = 0.0
        while not self.over.wait(1):
            passed += 1
            for line in self.new_findings():
                print(line, flush=True)
            if passed >= SECONDS_BETWEEN_LINES:
                passed = 0
                for line in self.progress():
                    print(line, flush=True)

    def new_findings(self) -> list[str]:
        """Those that were not told yet."""
        new = [
            each for each in broken(self.night) if (each.target, each.signature) not in self.told
        ]
        self.told |= {(each.target, each.signature) for each in new}
        return [f"{each.life.value}: {each.signature} in {each.target}" for each in new]

    def progress(self) -> list[str]:
        elapsed = self.clock()
        busy = [part for part in self.night.targets if part.state not in IDLE]
        return [headline(self.night, elapsed), *(line_of(part, elapsed) for part in busy)]


# ---- At the end ---------------------------------------------------------------------------------


COLOURS = {Verdict.CLEAN: "green", Verdict.FINDINGS: "red", Verdict.INCOMPLETE: "yellow"}


def print_verdict(console: Console, night: Night) -> None:
    """In one line, before anything else that is said of it."""
    found, new = broken(night), sum(each.life == Life.NEW for each in night.findings)
    word = night.verdict.value
    if night.incomplete and night.verdict == Verdict.FINDINGS:
        word = f"incomplete, and {word}"
    count = f": {len(found)}, {new} of them new" if found else ""
    colour = COLOURS.get(night.verdict, "yellow")
    console.print(f"\n[bold {colour}]{word}{count}[/]", soft_wrap=True)


def print_figures(console: Console, night: Night, failures: list[str]) -> None:
    """Of each target, and of props with what it said of what failed."""
    wide = console.width >= WIDE
    new = ["new"] if wide else []
    table = make_table("target", "executions", "edges", "kept", *new, "crashes")
    for part in night.targets:
        table.add_row(
            name_of(part),
            f"{part.executions:,}",
            f"{part.edges:,}/{part.edges_total:,}",
            f"{part.corpus_after:,}",
            *([f"{part.corpus_new:,}"] if wide else []),
            f"[red]{part.crashes:,}[/]" if part.crashes else "0",
        )
    console.print(table)
    if night.props:
        counts = [sum(run.passed for run in night.props), sum(run.failed for run in night.props)]
        what = "; ".join(f"{run.what}, {run.end}" for run in night.props)
        said = f"props, seed {night.seed}: {counts[0]} passed, {counts[1]} failed ({what})"
        console.print(f"\n{escape(said)}", soft_wrap=True)
    for line in failures:
        console.print(escape(line), soft_wrap=True)
