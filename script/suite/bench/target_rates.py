"""script/bench --targets: the fuzz targets beside one that checks nothing."""

import itertools
import json
import statistics
import tempfile
from pathlib import Path

from rich.progress import track

from suite.bench import chart, engine_run, figures
from suite.bench import performance_page as page
from suite.command import Fault, output_of
from suite.engine.inputs import copy_by_content
from suite.project import FUZZ_PRESET, build_programs, built_program, files_in, pick_targets

REPORT = built_program("bench", "targets.json")
RUNS, SECONDS = 5, 1.5

# What bench/targets/ builds besides the empty target.
VARIANTS = {
    "with_trace_cmp": "with trace-cmp",
    "without_ubsan": "without UBSan",
    "without_asan": "without ASan's checks",
}
ROWS = {"target": "as built", **VARIANTS, "properties": "properties alone", "empty": "empty target"}


def variant(name):
    return built_program(FUZZ_PRESET, f"bench/targets/{name}")


def programs_of(target):
    """What is measured of a target, by its name in the report."""
    others = {name: variant(f"{target.name}_{name}") for name in VARIANTS}
    return {"target": target.program, **others, "empty": variant("empty_target")}


def build(targets):
    variants = [f"{target.name}_{name}" for target in targets for name in VARIANTS]
    names = [target.name for target in targets]
    build_programs(FUZZ_PRESET, [*names, "dictionaries", "empty_target", *variants])
    build_programs("bench", ["properties"])


# ---- Measuring ----------------------------------------------------------------------------------


def properties_alone(targets, runs, seconds):
    """For each target the nanoseconds that its properties take for one input, a run each: for its
    seeds and what it finds from them, which is what an engine mutates."""
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        for target in targets:
            corpus = Path(folder, target.name)
            copy_by_content(files_in(target.seeds), corpus)
            engine_run.run(target.program, target, target.seeds, seconds, new_inputs=corpus)
        options = ["--benchmark_format=json", f"--benchmark_repetitions={runs}"]
        options.append("--benchmark_enable_random_interleaving=true")
        found = output_of(built_program("bench", "bench/properties"), folder, *options)
    times = {target.name: [] for target in targets}
    for row in json.loads(found)["benchmarks"]:
        if row.get("error_occurred"):
            raise Fault(f"{row['name']}: a seed breaks {row['error_message']}")
        if row["run_type"] == "iteration":
            times[row["run_name"]].append(1e9 / row["items_per_second"])
    return times


def measure(console, options):
    targets = pick_targets([])
    runs, seconds = (1, 0.3) if options.quick else (RUNS, SECONDS)
    with console.status("Building ..."):
        build(targets)
    with console.status("The properties alone ..."):
        alone = properties_alone(targets, runs, seconds)
    programs = {target: programs_of(target) for target in targets}
    steps = [
        (target, name, program)
        for _ in range(runs)
        for target in targets
        for name, program in programs[target].items()
    ]
    if console.is_terminal:
        steps = track(steps, "Measuring ...", console=console, transient=True)
    rates = {(target.name, name): [] for target in targets for name in programs[target]}
    for target, name, program in steps:
        run = engine_run.run(program, target, target.seeds, seconds)
        rates[target.name, name].append(run.rate)
    report = report_of(targets, rates, alone, runs, seconds)
    for rows in (rate_rows(report), time_rows(report)):
        page.show(console, rows)
    if not options.quick:
        figures.keep(REPORT, report)
    return 0


def report_of(targets, rates, alone, runs, seconds):
    rows = []
    for target in targets:
        own = {name: rates[target.name, name] for name in programs_of(target)}
        ratios = [empty / full for empty, full in zip(own["empty"], own["target"])]
        times = {name: [1e6 / rate for rate in own[name]] for name in own}
        times["properties"] = [ns / 1e3 for ns in alone[target.name]]
        row = {"target": target.name, "ratio": figures.quartiles(ratios)}
        row["rate"] = {name: figures.quartiles(own[name]) for name in ("empty", "target")}
        row["us"] = {name: figures.quartiles(times[name]) for name in ROWS}
        rows.append(row)
    return {**figures.origin(), "runs": runs, "seconds": seconds, "rows": rows}


# ---- What it shows ------------------------------------------------------------------------------


def rate_rows(report):
    yield ["executions a second", "empty target", "target", "ratio"]
    for row in report["rows"]:
        rates = (figures.shown(row["rate"][name], ",.0f") for name in ("empty", "target"))
        yield [row["target"], *rates, figures.shown(row["ratio"], ".1f")]


def time_rows(report):
    yield ["µs an execution", *ROWS.values()]
    for row in report["rows"]:
        yield [row["target"], *(figures.shown(row["us"][name], ".2f") for name in ROWS)]


def picture(report):
    rows = []
    for row in report["rows"]:
        for (name, words), colour in zip(ROWS.items(), itertools.cycle(chart.COLOURS)):
            median = row["us"][name]["median"]
            dots = [(median, f"{row['target']}, {words}: {median} µs")]
            rows.append(chart.Row(row["target"], words, colour, dots))
    return chart.dots("µs an execution, processor time", rows)


def section(report):
    ratios = [row["ratio"]["median"] for row in report["rows"]]
    mean = statistics.geometric_mean(ratios)
    return [
        f"""\
## The fuzz targets

How often a target runs in a second, beside one that checks nothing: built with the same flags and
sanitizers, run from the same seeds with the same dictionary, and with `-keep_seed=1`, so that both
keep the same corpus. In user time, and without the corpus once through at the start. The ratio is
{mean:.1f} in the geometric mean, from {min(ratios):.1f} to {max(ratios):.1f}.

Measured on {report["processor"]} with {report["compiler"]}; medians of {report["runs"]} interleaved
runs of {report["seconds"]:g} s. ± is half of what lies between the quartiles, where that is over a
tenth.
""",
        *page.markdown(rate_rows(report)),
        """
### Where the time goes

One execution as built; with comparisons traced too, as `-fsanitize=fuzzer` has it; and with one
sanitizer's checks left out. The properties alone are optimised, without instrumentation, sanitizers or engine, over the seeds and
what the target finds from them; the empty target is the engine alone.
""",
        *page.markdown(time_rows(report)),
        "",
        "![Time of an execution](performance-targets.svg)",
    ]


def documents():
    """Its section of the page and its pictures, by its name; nothing where it was not measured."""
    if not REPORT.exists():
        return {}
    report = json.loads(REPORT.read_text())
    return {"targets": (section(report), {"performance-targets.svg": picture(report)})}
