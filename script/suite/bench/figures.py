"""What every report of measurements has: the spread of its figures, and where they come from."""

import json
import platform
import re
import statistics
import subprocess
from pathlib import Path

from suite.command import as_typed
from suite.project import core_count


def quartiles(values):
    values = values if len(values) > 1 else values * 2
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return {"median": round(median, 2), "low": round(low, 2), "high": round(high, 2)}


def shown(spread, form):
    """The median, and half of what lies between the quartiles where that is much."""
    half = (spread["high"] - spread["low"]) / 2
    beside = f" ±{half:{form}}" if half > 0.1 * spread["median"] else ""
    return f"{spread['median']:{form}}{beside}"


def keep(path, report):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n")
    print(as_typed(path), flush=True)


def origin():
    return {"processor": processor(), "cores": core_count(), "compiler": compiler()}


def processor():
    try:
        found = re.search(r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    except OSError:
        found = None
    return found[1] if found else platform.machine()


def compiler():
    done = subprocess.run(["clang++-19", "--version"], capture_output=True, text=True)
    found = re.search(r"clang version (\S+?)[-~+ ]", done.stdout + " ")
    return f"clang {found[1]}" if found else "clang 19"
