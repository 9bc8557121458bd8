"""The nights so far: what STATE/nights holds, and the trend on a terminal."""

import contextlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from suite.state.record import RECORD_VERSION, Night, Verdict
from suite.state.summary import Summary, summary_of

NIGHT_NAME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:[-.](\d+))?")

WHOLE_NIGHTS = 30  # the newest; a year of nights must fit into memory
MOST_SAMPLES = 60  # of a target, of older nights and on a page
T = TypeVar("T")


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
    entries = (
        sorted(folder.iterdir(), key=lambda entry: order_of(entry.name)) if folder.is_dir() else []
    )
    for i, entry in enumerate(entries):
        try:
            history.nights.append(read_night(entry, whole=i >= len(entries) - WHOLE_NIGHTS))
        except (OSError, ValueError, RecursionError) as error:
            history.problems.append(f"nights/{entry.name} is left out: {in_words(error)}.")
    return history


class NoNight(ValueError):
    """What stands there is no night of ours; the message says why."""


def read_night(folder: Path, whole: bool = True) -> Night:
    """The record in one night's folder, where not `whole` with at most MOST_SAMPLES of a target;
    raises OSError or ValueError where there is none."""
    if not NIGHT_NAME.fullmatch(folder.name):
        raise NoNight("its name is not that of a night")
    data = json.loads((folder / "record.json").read_bytes())
    json.dumps(data, allow_nan=False)  # Python alone reads NaN, and nobody can tell of it
    version = data.get("version", RECORD_VERSION) if isinstance(data, dict) else RECORD_VERSION
    if version != RECORD_VERSION:
        raise NoNight(f"its record has version {version}, not {RECORD_VERSION}")
    if not whole:
        drop_samples(data)
    night = Night.parse_obj(data)
    if night.name != folder.name:
        raise NoNight(f"its record is that of {night.name}")
    return night


def drop_samples(data: Any) -> None:
    """Before the record is checked: samples are most of what it holds."""
    with contextlib.suppress(TypeError, KeyError, AttributeError):  # it is no record
        for target in data["targets"]:
            target["samples"] = thinned(target["samples"])


def thinned(samples: Sequence[T]) -> list[T]:
    """At most MOST_SAMPLES of them, evenly; the last is always there."""
    step = max(1, -(-len(samples) // MOST_SAMPLES))
    return list(samples[::-1][::step][::-1])


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
    if isinstance(error, NoNight):
        return str(error)
    return f"its record cannot be read ({error})"


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
