"""What every report of measurements has: the spread of its figures, and where they come from."""

import json
import platform
import re
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from suite.command import Fault, as_typed, output_of


class Spread(TypedDict):
    """The median of several runs, and the quartiles around it."""

    median: float
    low: float
    high: float


def spread_of(values: Sequence[float]) -> Spread:
    values = values if len(values) > 1 else [*values, *values]
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return {"median": round(median, 2), "low": round(low, 2), "high": round(high, 2)}


def shown(spread: Spread, form: str) -> str:
    """The median, and half of what lies between the quartiles where that is much."""
    half = (spread["high"] - spread["low"]) / 2
    beside = f" ±{half:{form}}" if half > 0.1 * spread["median"] else ""
    return f"{spread['median']:{form}}{beside}"


def keep(path: Path, report: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n")
    print(as_typed(path), flush=True)


def processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    except OSError:
        found = None
    return found[1] if found else platform.machine()


def compiler() -> str:
    try:
        found = re.search(r"clang version (\d[\d.]*\d)", output_of("clang++-19", "--version"))
    except Fault:
        found = None
    return f"clang {found[1]}" if found else "clang 19"
