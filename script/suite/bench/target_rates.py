"""script/bench --targets: the fuzz targets beside one that checks nothing."""

import itertools
import json
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from rich.console import Console

from suite import plot
from suite.bench import figures, page
from suite.bench.engine_run import rate_of
from suite.bench.figures import Spread, shown
from suite.bench.page import Section, Table
from suite.command import Fault, output_of
from suite.engine.inputs import copy_by_content
from suite.project import FUZZ_PRESET, Target, build_programs, built_program, files_in, pick_targets

REPORT = built_program("bench", "targets.json")
RUNS, SECONDS = 5, 1.5

# What bench/targets/ builds besides the empty target.
VARIANTS = {
    "with_trace_cmp": "with trace-cmp",
    "without_ubsan": "without UBSan",
    "without_asan": "without ASan's checks",
}
COLUMNS = {
    "target": "as built",
    **VARIANTS,
    "properties": "properties alone",
    "empty": "empty target",
}


class Row(TypedDict):
    """`ratio`: of the empty target's rate to the target's. Rates are executions a second."""

    target: str
    ratio: Spread
    rate: dict[str, Spread]  # "empty" and "target"
    us: dict[str, Spread]  # µs an execution, a column each


class Report(TypedDict):
    processor: str
    compiler: str
    runs: int
    seconds: float
    rows: list[Row]


def programs_of(target: Target) -> dict[str, Path]:
    """What is measured of a target, by its column."""
    built = {name: f"{target.name}_{name}" for name in VARIANTS} | {"empty": "empty_target"}
    paths = {name: built_program(FUZZ_PRESET, f"bench/targets/{built[name]}") for name in built}
    return {"target": target.program, **paths}


def build(targets: Sequence[Target]) -> None:
    variants = [f"{target.name}_{name}" for target in targets for name in VARIANTS]
    names = [target.name for target in targets]
    build_programs(FUZZ_PRESET, [*names, "dictionaries", "empty_target", *variants])
    build_programs("bench", ["properties"])


# ---- Measuring ----------------------------------------------------------------------------------


def properties_alone(
    targets: Sequence[Target], runs: int, seconds: float
) -> dict[str, list[float]]:
    """For each target the nanoseconds that its properties take for one input, a run each: for its
    seeds and what it finds from them, which is what an engine mutates."""
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        for target in targets:
            corpus = Path(folder, target.name)
            copy_by_content(files_in(target.seeds), corpus)
            rate_of(target.program, target, target.seeds, seconds, new_inputs=corpus)
        options = ["--benchmark_format=json", f"--benchmark_repetitions={runs}"]
        options.append("--benchmark_enable_random_interleaving=true")
        found = output_of(built_program("bench", "bench/properties"), folder, *options)
    times: dict[str, list[float]] = {target.name: [] for target in targets}
    for row in json.loads(found)["benchmarks"]:
        if row.get("error_occurred"):
            raise Fault(f"{row['name']}: a seed breaks {row['error_message']}")
        if row["run_type"] == "iteration":
            times[row["run_name"]].append(1e9 / row["items_per_second"])
    return times


def measure(console: Console, quick: bool) -> Report:
    """A quick report says only that all works."""
    targets = pick_targets([])
    runs, seconds = (1, 0.3) if quick else (RUNS, SECONDS)
    with console.status("Building ..."):
        build(targets)
    with console.status("The properties alone ..."):
        alone = properties_alone(targets, runs, seconds)
    rates: dict[str, dict[str, list[float]]] = {
        target.name: {name: [] for name in programs_of(target)} for target in targets
    }
    steps = [(target, *pair) for target in targets for pair in programs_of(target).items()]
    for target, name, program in page.watched(console, steps * runs):
        rates[target.name][name].append(rate_of(program, target, target.seeds, seconds))
    rows = [row_of(name, rates[name], alone[name]) for name in rates]
    report: Report = {
        "processor": figures.processor(),
        "compiler": figures.compiler(),
        "runs": runs,
        "seconds": seconds,
        "rows": rows,
    }
    if not quick:
        figures.keep(REPORT, report)
    return report


def row_of(target: str, rates: Mapping[str, Sequence[float]], alone: Sequence[float]) -> Row:
    """`alone`: the nanoseconds of its properties, a run each."""
    times = {name: [1e6 / rate for rate in rates[name]] for name in rates}
    times["properties"] = [ns / 1e3 for ns in alone]
    ratios = [empty / full for empty, full in zip(rates["empty"], rates["target"])]
    return {
        "target": target,
        "ratio": figures.spread_of(ratios),
        "rate": {name: figures.spread_of(rates[name]) for name in ("empty", "target")},
        "us": {name: figures.spread_of(times[name]) for name in COLUMNS},
    }


# ---- What it shows ------------------------------------------------------------------------------


def rate_table(report: Report) -> Table:
    table = [["executions a second", "empty target", "target", "ratio"]]
    for row in report["rows"]:
        rates = [shown(row["rate"][name], ",.0f") for name in ("empty", "target")]
        table.append([row["target"], *rates, shown(row["ratio"], ".1f")])
    return Table(table)


def time_table(report: Report) -> Table:
    table = [["µs an execution", *COLUMNS.values()]]
    for row in report["rows"]:
        table.append([row["target"], *(shown(row["us"][name], ".2f") for name in COLUMNS)])
    return Table(table)


def show(console: Console, report: Report) -> None:
    rate_table(report).show(console)
    time_table(report).show(console)


def picture(report: Report) -> str:
    rows = [
        plot.Row(row["target"], words, colour, [row["us"][name]["median"]])
        for row in report["rows"]
        for (name, words), colour in zip(COLUMNS.items(), itertools.cycle(plot.SERIES))
    ]
    return plot.dots("µs an execution, processor time", rows)


def section(report: Report) -> Section:
    return Section(lines(report), {"performance-targets.svg": picture(report)})


def lines(report: Report) -> Iterator[str]:
    ratios = [row["ratio"]["median"] for row in report["rows"]]
    mean = statistics.geometric_mean(ratios)
    yield f"""\
## The fuzz targets

How often a target runs in a second, beside one that checks nothing: built with the same flags and
sanitizers, run from the same seeds with the same dictionary, and with every input kept, so that
both have the same corpus. In user time, and without the corpus once through at the start. The ratio
is {mean:.1f} in the geometric mean, from {min(ratios):.1f} to {max(ratios):.1f}.

Measured on {report["processor"]} with {report["compiler"]}; medians of {report["runs"]}
interleaved runs of {report["seconds"]:g} s. ± is half of what lies between the quartiles, where
that is over a tenth.
"""
    yield from rate_table(report).markdown()
    yield """
### Where the time goes

One execution as built; with comparisons traced too, as `-fsanitize=fuzzer` has it; and with one
sanitizer's checks left out. The properties alone are optimised, without instrumentation, sanitizers
or engine, over the seeds and what the target finds from them; the empty target is the engine alone.
"""
    yield from time_table(report).markdown()
    yield "\n![Time of an execution](performance-targets.svg)"
