"""script/bench: the codec's times beside others'."""

import itertools
import json
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, TypedDict

from rich.console import Console

from suite.bench import figures, page
from suite.bench.figures import Spread
from suite.command import Fault
from suite.project import build_programs, built_program

PRESET = "bench"
REPORT = built_program(PRESET, "report.json")
OURS = "closeframe"
REPETITIONS = 3  # of each benchmark in a run
SECONDS = 0.003  # of each repetition, at least

Key: TypeAlias = tuple[str, str, str]  # operation, workload, peer
Times: TypeAlias = Mapping[Key, Sequence[float]]  # nanoseconds of a call, a repetition each


class Row(TypedDict):
    """`ratio`: to the codec's own time; None where it has none."""

    operation: str
    workload: str
    peer: str
    ns: Spread
    ratio: Spread | None


class Report(TypedDict):
    processor: str
    compiler: str
    runs: int
    peers: dict[str, str]  # each with what it does and does not do
    rows: list[Row]


def run_program(*options: str) -> str | None:
    """What bench/ prints; None where somebody came to another answer, which it tells."""
    command = [str(built_program(PRESET, "bench/bench")), *options]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 1:
        print(done.stderr.strip())
        return None
    if done.returncode != 0:
        raise Fault(f"bench/ failed: {done.stderr.strip()}")
    return done.stdout


def key_of(name: str) -> Key:
    operation, workload, peer = name.split("/")[:3]
    return operation, workload, peer


def times_of(run: Mapping[str, Any]) -> dict[Key, list[float]]:
    times: dict[Key, list[float]] = {}
    for row in run["benchmarks"]:
        if row["run_type"] == "iteration":
            times.setdefault(key_of(row["run_name"]), []).append(1e9 / row["items_per_second"])
    return times


def row_of(key: Key, runs: Sequence[Times]) -> Row:
    """A ratio is taken within each run, where both had the same machine."""
    operation, workload, peer = key
    ours = (operation, workload, OURS)
    median = statistics.median
    ratios = [median(times[key]) / median(times[ours]) for times in runs if ours in times]
    ns = figures.spread_of(list(itertools.chain.from_iterable(times[key] for times in runs)))
    ratio = figures.spread_of(ratios) if ratios else None
    return {"operation": operation, "workload": workload, "peer": peer, "ns": ns, "ratio": ratio}


def report_of(keys: Sequence[Key], runs: Sequence[Mapping[str, Any]]) -> Report:
    """The figures of all runs, in the order of `keys`."""
    times, context = [times_of(run) for run in runs], runs[0]["context"]
    return {
        "processor": figures.processor(),
        "compiler": f"{figures.compiler()}, -O3",
        "runs": len(runs),
        "peers": {peer: context[f"peer: {peer}"] for peer in dict.fromkeys(key[2] for key in keys)},
        "rows": [row_of(key, times) for key in keys],
    }


def measure(console: Console, runs: int, quick: bool) -> Report | None:
    """None where somebody came to another answer. A quick report says only that all works."""
    with console.status("Building ..."):
        build_programs(PRESET, ["bench"])
    listed = run_program("--benchmark_list_tests")
    if listed is None:
        return None
    options = ["--benchmark_format=json", "--benchmark_enable_random_interleaving=true"]
    options += [f"--benchmark_repetitions={REPETITIONS}", f"--benchmark_min_time={SECONDS}"]
    if quick:
        options = ["--benchmark_format=json", "--benchmark_min_time=0"]
    steps = page.watched(console, range(1 if quick else runs))
    found = [json.loads(run_program(*options) or "") for _ in steps]
    report = report_of([key_of(name) for name in listed.splitlines()], found)
    if not quick:
        figures.keep(REPORT, report)
    return report
