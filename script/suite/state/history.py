"""The nights so far: what STATE/nights holds, in figures, and the trend on a terminal."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from suite.state.record import RECORD_VERSION, Finding, Life, Night, Verdict

NIGHT_NAME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:[-.](\d+))?")


# ---- Reading ------------------------------------------------------------------------------------


@dataclass
class History:
    """The nights, oldest first, and a sentence for each entry that is none."""

    nights: list[Night] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_nights(state: Path) -> list[Night]:
    """All nights whose records can be read, oldest first."""
    return read_history(state).nights


def read_history(state: Path) -> History:
    """All that STATE/nights holds. Never raises for what stands there."""
    history = History()
    folder = state / "nights"
    for entry in sorted(folder.iterdir()) if folder.is_dir() else []:
        try:
            history.nights.append(read_night(entry))
        except (OSError, ValueError) as error:
            history.problems.append(f"nights/{entry.name} is left out: {in_words(error)}.")
    history.nights.sort(key=lambda night: order_of(night.name))
    return history


def read_night(folder: Path) -> Night:
    """The record in one night's folder; raises OSError or ValueError where there is none."""
    if not NIGHT_NAME.fullmatch(folder.name):
        raise ValueError("its name is not that of a night")
    night = Night.parse_raw((folder / "record.json").read_bytes())
    if night.version != RECORD_VERSION:
        raise ValueError(f"its record has version {night.version}, not {RECORD_VERSION}")
    if night.name != folder.name:
        raise ValueError(f"its record is that of {night.name}")
    return night


def order_of(name: str) -> tuple[str, int]:
    """Sorts nights by their start, and then by the number of the second one in that second."""
    found = NIGHT_NAME.fullmatch(name)
    return (found[1], int(found[2] or 0)) if found else (name, 0)


def in_words(error: Exception) -> str:
    """An error of reading in one line."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])).replace("__root__", "")
        return f"its record cannot be read ({where}{': ' if where else ''}{first['msg']})"
    if isinstance(error, OSError):
        return f"its record cannot be read ({error.strerror})"
    return str(error)


# ---- One night in figures -----------------------------------------------------------------------


class Summary(BaseModel):
    """One night in a few figures; those of targets are sums over all of them."""

    name: str
    started: str
    ended: str
    verdict: Verdict
    commit: str
    dirty: bool
    seconds_asked: float
    seconds_used: float
    executions: int
    rate: int  # a second of the night's fuzzing, all targets together
    edges: int
    features: int
    corpus: int  # files, seeds included
    new: int  # findings, as are the next two
    known: int
    gone: int
    properties_failed: int
    checks_failed: int
    incomplete: int
    warnings: int
    mutants_killed: int | None
    mutants_planted: int | None


def summary_of(night: Night) -> Summary:
    targets = night.targets
    executions = sum(each.executions for each in targets)
    # Where nobody has measured any, none is known to be killed, and none to be missed.
    mutants = night.mutants
    if mutants and not mutants.killed and not mutants.measured_within_week:
        mutants = None
    fuzzed = sum(each.seconds for each in targets)
    return Summary(
        **{key: getattr(night, key) for key in ("name", "started", "ended", "verdict")},
        **{key: getattr(night, key) for key in ("seconds_asked", "seconds_used")},
        commit=night.source.commit,
        dirty=night.source.dirty,
        executions=executions,
        rate=round(executions / fuzzed) if fuzzed else 0,
        edges=sum(each.edges for each in targets),
        features=sum(each.features for each in targets),
        corpus=sum(each.seeds + each.corpus_after for each in targets),
        **{life.value: lives(night.findings).count(life) for life in Life},
        properties_failed=sum(each.failed for each in night.props),
        checks_failed=sum(not each.passed and not each.skipped for each in night.checks),
        incomplete=len(night.incomplete),
        warnings=len(night.warnings),
        mutants_killed=mutants.killed if mutants else None,
        mutants_planted=mutants.planted if mutants else None,
    )


def lives(findings: Iterable[Finding]) -> list[Life]:
    return [each.life for each in findings]


# ---- On a terminal ------------------------------------------------------------------------------

COLOURS = {
    Verdict.RUNNING: "blue",
    Verdict.CLEAN: "green",
    Verdict.FINDINGS: "red",
    Verdict.INCOMPLETE: "yellow",
    Verdict.LOST: "magenta",
}
COLUMNS = ["night", "commit", "verdict", "execs", "per s", "edges", "corpus"]
COLUMNS += ["found", "mutants"]
LEGEND = "found: new/known/gone; findings+: incomplete as well; commit+: files differed"
SPARKS = "▁▂▃▄▅▆▇█"
WIDEST_SPARKLINE = 60


def print_history(console: Console, nights: Sequence[Night], problems: Sequence[str] = ()) -> None:
    """The trend: a row a night, oldest first, and the course of the figures below. Fits into 80
    columns."""
    for problem in problems:
        console.print(escape(problem), style="yellow")
    if not nights:
        console.print("There is no night yet. script/nightly runs one.")
        return
    summaries = [summary_of(night) for night in nights]
    console.print(table_of(summaries))
    console.print(LEGEND, style="dim")
    ended = [each for each in summaries if each.verdict not in (Verdict.RUNNING, Verdict.LOST)]
    if len(ended) > 1:
        console.print()
        for key in ("executions", "rate", "edges", "corpus"):
            console.print(f"{key:11}{sparkline([getattr(each, key) for each in ended])}")
        console.print(f"{'findings':11}{sparkline([each.new + each.known for each in ended])}")


def table_of(summaries: Sequence[Summary]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for head in COLUMNS:
        left = head in ("night", "commit", "verdict")
        table.add_column(head, justify="left" if left else "right", no_wrap=True)
    for each in summaries:
        colour = COLOURS[each.verdict]
        incomplete = each.incomplete and each.verdict == Verdict.FINDINGS
        table.add_row(
            f"{each.name[2:10]} {each.name[11:16].replace('-', ':')}",
            escape(each.commit[:7]) + ("+" if each.dirty else ""),
            f"[{colour}]{each.verdict.value}{'+' if incomplete else ''}[/]",
            short(each.executions),
            short(each.rate),
            short(each.edges),
            short(each.corpus),
            f"{each.new}/{each.known}/{each.gone}",
            f"{each.mutants_killed}/{each.mutants_planted}" if each.mutants_planted else "-",
        )
    return table


def short(number: float) -> str:
    """A number in at most five characters, as 1234, 15.2k or 3.1G."""
    for unit in ("", "k", "M", "G", "T"):
        if number < 9999.5 or unit == "T":
            break
        number /= 1000
    return f"{number:.0f}{unit}" if not unit or number >= 100 else f"{number:.1f}{unit}"


def sparkline(values: Sequence[float]) -> str:
    """The course of the last values, from the smallest to the largest of them."""
    values = values[-WIDEST_SPARKLINE:]
    low, high = min(values), max(values)
    steps = [(value - low) / (high - low or 1) for value in values]
    line = "".join(SPARKS[round(step * (len(SPARKS) - 1))] for step in steps)
    return f"{line}  {short(low)} to {short(high)}"
