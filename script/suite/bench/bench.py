"""Measures the codec beside Boost.Beast, websocketpp, wslay and a mere copy, on the same closes.

Runs bench/ several times, since where memory happens to lie makes a difference, and in each run
everything interleaved, since a busy machine does too. The answers are compared first: who comes to
another one is an error. A figure is the median of all runs; a ratio is taken within each run.
With simdutf where cmake finds it; name its folder in CMAKE_PREFIX_PATH.

  build/bench/report.json  all figures, with quartiles
  build/bench/ratios.svg   the ratios as a picture

With --instructions, instead: counts the codec's instructions, which are the same on a busy machine,
and compares them with bench/instructions.json. Times never decide anything; these counts do.

With --targets, instead: each fuzz target beside an empty one, and where its time goes; about five
minutes. With --growth, instead: the parts named, or all, in about a quarter of an hour:

  corpus      rate, start, replay, merge and coverage against the size of the corpus
  jobs        rate against the number of engines, as script/nightly runs them; by the clock, so the
              machine should have nothing else to do
  memory      of each target over a long run: --time
  exhaustive  how long every member of each small domain takes

They keep their figures in build/bench/{targets,corpus,jobs,memory,exhaustive}.json. --document
makes a section of each report that there is, and leaves the page's other sections as they are.

Exit status: 0 good, 1 another answer or more instructions than recorded, 2 the call or the machine
is at fault.
"""

import itertools
import json
import statistics
import subprocess

from rich.progress import track

from suite.bench import codec_section as bench_report
from suite.bench import figures, growth, instruction_counts, performance_page, target_rates
from suite.command import Fault, Parser, as_typed, make_console
from suite.night import nightly
from suite.project import build_programs, built_program

PRESET = "bench"
REPORT = built_program(PRESET, "report.json")
REPETITIONS = 3  # of each benchmark in a run
SECONDS = 0.003  # of each repetition, at least


# ---- The codec's times --------------------------------------------------------------------------


def run_program(*options):
    """What bench/ prints; None where somebody came to another answer, which it tells."""
    command = [str(built_program(PRESET, "bench/bench")), *options]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 1:
        print(done.stderr.strip())
        return None
    if done.returncode != 0:
        raise Fault(f"bench/ failed: {done.stderr.strip()}")
    return done.stdout


def key_of(name):
    """(operation, workload, peer)"""
    return tuple(name.split("/")[:3])


def nanoseconds_of(run):
    """For each (operation, workload, peer) the nanoseconds of one call, a repetition each."""
    times = {}
    for row in run["benchmarks"]:
        if row["run_type"] == "iteration":
            key = key_of(row["run_name"])
            times.setdefault(key, []).append(1e9 / row["items_per_second"])
    return times


def report_of(keys, runs):
    """The figures of all runs, in the order of `keys`."""
    all_times = [nanoseconds_of(run) for run in runs]
    rows = []
    for key in keys:
        operation, workload, peer = key
        ours = (operation, workload, bench_report.OURS)
        row = {"operation": operation, "workload": workload, "peer": peer}
        row["ns"] = figures.quartiles(list(itertools.chain(*(times[key] for times in all_times))))
        if ours in all_times[0]:
            medians = statistics.median
            ratios = [medians(times[key]) / medians(times[ours]) for times in all_times]
            row["ratio"] = figures.quartiles(ratios)
        rows.append(row)
    context = runs[0]["context"]
    peers = {peer: context[f"peer: {peer}"] for peer in dict.fromkeys(key[2] for key in keys)}
    return {
        "processor": figures.processor(),
        "compiler": f"{figures.compiler()}, -O3",
        "runs": len(runs),
        "peers": peers,
        "rows": rows,
    }


def measure(console, options):
    """Runs the benchmarks and shows what they say; returns the exit status."""
    with console.status("Building ..."):
        build_programs(PRESET, ["bench"])
    listed = run_program("--benchmark_list_tests")
    if listed is None:
        return 1
    keys = [key_of(name) for name in listed.splitlines()]
    command = ["--benchmark_format=json", "--benchmark_enable_random_interleaving=true"]
    command += [f"--benchmark_repetitions={REPETITIONS}", f"--benchmark_min_time={SECONDS}"]
    if options.quick:
        command = ["--benchmark_format=json", "--benchmark_min_time=0"]
    steps = range(1 if options.quick else options.runs)
    if console.is_terminal:
        steps = track(steps, "Measuring ...", console=console, transient=True)
    report = report_of(keys, [json.loads(run_program(*command)) for _ in steps])
    bench_report.show(console, report)
    if not options.quick:
        picture = REPORT.with_name("ratios.svg")
        REPORT.write_text(json.dumps(report, indent=1) + "\n")
        picture.write_text(bench_report.picture(report))
        print(f"{as_typed(REPORT)} {as_typed(picture)}")
    return 0


# ---- The call -----------------------------------------------------------------------------------


def parse_arguments():
    parser = Parser("bench", __doc__)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--targets", action="store_true", help="measure the fuzz targets, instead")
    kind.add_argument(
        "--growth",
        nargs="*",
        metavar="PART",
        help=f"measure what grows, instead; all of it or some of {', '.join(growth.PARTS)}",
    )
    kind.add_argument("--instructions", action="store_true", help="count instructions, instead")
    kind.add_argument(
        "--document", action="store_true", help="write docs/performance.md from the last reports"
    )
    parser.add_argument(
        "--quick", action="store_true", help="short runs: that all works; no report"
    )
    parser.add_argument("--accept", action="store_true", help="with --instructions: record them")
    parser.add_argument("--runs", type=int, metavar="N", help="of the codec (default: 9)")
    parser.add_argument(
        "--time", metavar="T", help="of each target's run in --growth memory (default: 2m)"
    )
    options = parser.parse_args()
    check(options)
    return options


def check(options):
    """Raises Fault where the options do not go together, and fills in what was left out."""
    growing = options.growth is not None
    for part in options.growth or []:
        if part not in growth.PARTS:
            raise Fault(f"nothing that grows is called '{part}'; see --help")
    if options.accept and not options.instructions:
        raise Fault("--accept goes with --instructions; see --help")
    if options.quick and (options.instructions or options.document):
        raise Fault("--quick goes with what measures times; see --help")
    if options.time and not growing:
        raise Fault("--time goes with --growth; see --help")
    if options.runs is not None:
        if growing or options.targets or options.instructions or options.document:
            raise Fault("--runs goes with the codec's times; see --help")
        if options.runs < 1:
            raise Fault("--runs must be 1 or more; see --help")
    options.runs = options.runs or 9
    options.seconds = nightly.seconds_of(options.time or "2m")


def document():
    """Writes the sections of docs/performance.md that have a report; the others stay."""
    found = target_rates.documents() | growth.documents()
    if REPORT.exists():
        report = json.loads(REPORT.read_text())
        section = bench_report.section(report, json.loads(instruction_counts.RECORD.read_text()))
        found["codec"] = section, {"performance.svg": bench_report.picture(report)}
    if not found:
        raise Fault("nothing has been measured yet: run script/bench first")
    performance_page.write(found)
    return 0


def main():
    options = parse_arguments()
    console = make_console()
    if options.instructions:
        return instruction_counts.compare(console, options.accept)
    if options.document:
        return document()
    if options.targets:
        return target_rates.measure(console, options)
    if options.growth is not None:
        return growth.measure(console, options)
    return measure(console, options)
