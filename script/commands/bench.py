"""Measures the codec beside Boost.Beast, websocketpp, wslay and a mere copy, on the same closes.

Runs bench/ several times, since where memory happens to lie makes a difference, and in each run
everything interleaved, since a busy machine does too. The answers are compared first: who comes to
another one is an error. A figure is the median of all runs; a ratio is taken within each run.
With simdutf where cmake finds it; name its folder in CMAKE_PREFIX_PATH.

  build/bench/report.json  all figures, with quartiles
  build/bench/ratios.svg   the ratios as a picture

With --instructions, instead: counts the codec's instructions, which are the same on a busy machine,
and compares them with bench/instructions.json. Times never decide anything; these counts do.

Exit status: 0 good, 1 another answer or more instructions than recorded, 2 the call or the machine
is at fault.
"""

import itertools
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

import bench_report
import suite
from rich.progress import track
from rich.table import Table

PRESET = "bench"
REPORT = suite.program(PRESET, "report.json")
RECORD = suite.ROOT / "bench" / "instructions.json"
REPETITIONS = 3  # of each benchmark in a run
SECONDS = 0.003  # of each repetition, at least
TOLERANCE = 0.05  # of the recorded count
COUNTED_CALLS = 100  # of each operation, by bench/instructions.cpp


# ---- Times --------------------------------------------------------------------------------------


def run_program(*options):
    """What bench/ prints; None where somebody came to another answer, which it tells."""
    command = [str(suite.program(PRESET, "bench/bench")), *options]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 1:
        print(done.stderr.strip())
        return None
    if done.returncode != 0:
        raise suite.Fault(f"bench/ failed: {done.stderr.strip()}")
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


def quartiles(values):
    values = values if len(values) > 1 else values * 2
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return {"median": round(median, 2), "low": round(low, 2), "high": round(high, 2)}


def report_of(keys, runs):
    """The figures of all runs, in the order of `keys`."""
    all_times = [nanoseconds_of(run) for run in runs]
    rows = []
    for key in keys:
        operation, workload, peer = key
        ours = (operation, workload, bench_report.OURS)
        row = {"operation": operation, "workload": workload, "peer": peer}
        row["ns"] = quartiles(list(itertools.chain(*(times[key] for times in all_times))))
        if ours in all_times[0]:
            medians = statistics.median
            ratios = [medians(times[key]) / medians(times[ours]) for times in all_times]
            row["ratio"] = quartiles(ratios)
        rows.append(row)
    context = runs[0]["context"]
    peers = {peer: context[f"peer: {peer}"] for peer in dict.fromkeys(key[2] for key in keys)}
    return {
        "processor": processor(),
        "compiler": compiler(),
        "runs": len(runs),
        "peers": peers,
        "rows": rows,
    }


def processor():
    try:
        found = re.search(r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    except OSError:
        found = None
    return found[1] if found else platform.machine()


def compiler():
    done = subprocess.run(["clang++-19", "--version"], capture_output=True, text=True)
    found = re.search(r"clang version (\S+?)[-~+ ]", done.stdout + " ")
    return f"clang {found[1]}, -O3" if found else "clang 19, -O3"


def measure(console, options):
    """Runs the benchmarks and shows what they say; returns the exit status."""
    with console.status("Building ..."):
        suite.build(PRESET, ["bench"])
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
        print(f"{suite.shown(REPORT)} {suite.shown(picture)}")
    return 0


# ---- Instructions -------------------------------------------------------------------------------


def count_instructions():
    """For each OPERATION/WORKLOAD the instructions of one call, by callgrind."""
    if not shutil.which("valgrind"):
        raise suite.Fault("valgrind is missing: run script/bootstrap")
    # The same memcpy on every processor.
    tunables = "glibc.cpu.hwcaps=-AVX2,-AVX,-AVX_Fast_Unaligned_Load,-ERMS"
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        dump = Path(folder, "callgrind.out")
        command = ["valgrind", "--tool=callgrind", "--combine-dumps=yes"]
        command += [f"--callgrind-out-file={dump}", suite.program(PRESET, "bench/instructions")]
        done = subprocess.run(
            list(map(str, command)),
            env={**os.environ, "GLIBC_TUNABLES": tunables},
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise suite.Fault(f"valgrind failed: {done.stderr.strip().splitlines()[-1]}")
        text = dump.read_text()
    pattern = r"^desc: Trigger: Client Request: ([^\n]*)/[^/\n]*$.*?^totals: (\d+)$"
    found = re.findall(pattern, text, re.M | re.S)
    return {name: round(int(total) / COUNTED_CALLS, 1) for name, total in found}


def change(count, recorded):
    return count / recorded - 1 if recorded else None


def compare_instructions(console, options):
    """Counts, and compares with the record; returns the exit status."""
    with console.status("Building and counting ..."):
        suite.build(PRESET, ["instructions"])
        counts = count_instructions()
    if options.accept:
        RECORD.write_text(json.dumps(counts, indent=1) + "\n")
        print(f"{suite.shown(RECORD)}: {len(counts)} counts")
        return 0
    recorded = json.loads(RECORD.read_text())
    table = Table("instructions of one call", box=None, pad_edge=False)
    for heading in ("recorded", "now", "change"):
        table.add_column(heading, justify="right")
    for name, count in counts.items():
        before = recorded.get(name)
        moved = change(count, before)
        shown = "new" if moved is None else f"{moved:+.1%}"
        table.add_row(name, str(before or ""), str(count), shown)
    console.print(table)

    changes = {name: change(count, recorded.get(name)) for name, count in counts.items()}
    grown = {name: moved for name, moved in changes.items() if moved and moved > TOLERANCE}
    faults = [f"{name}: {moved:+.1%}" for name, moved in grown.items()]
    faults += [f"{name}: not recorded" for name, moved in changes.items() if moved is None]
    faults += [f"{name}: no longer counted" for name in recorded if name not in counts]
    better = sum((moved or 0) < -TOLERANCE for moved in changes.values())
    for fault in faults:
        print(f"FAIL  {fault}")
    print(f"{len(counts)} counts, {len(faults)} failures, {better} better by more than 5 %")
    if faults or better:
        print("To record them as they are now: script/bench --instructions --accept")
    return 1 if faults else 0


# ---- The call -----------------------------------------------------------------------------------


def parse_arguments():
    parser = suite.Parser("bench", __doc__)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--quick", action="store_true", help="one short run: that all works")
    kind.add_argument("--instructions", action="store_true", help="count instructions, instead")
    kind.add_argument(
        "--document", action="store_true", help="write docs/performance.md from the last report"
    )
    parser.add_argument("--accept", action="store_true", help="with --instructions: record them")
    parser.add_argument("--runs", type=int, default=9, metavar="N", help="how many (default: 9)")
    options = parser.parse_args()
    if options.accept and not options.instructions:
        raise suite.Fault("--accept goes with --instructions; see --help")
    if options.runs < 1:
        raise suite.Fault("--runs must be 1 or more; see --help")
    return options


def main():
    options = parse_arguments()
    console = suite.make_console()
    if options.instructions:
        return compare_instructions(console, options)
    if options.document:
        if not REPORT.exists():
            raise suite.Fault("nothing has been measured yet: run script/bench first")
        return bench_report.document(json.loads(REPORT.read_text()), json.loads(RECORD.read_text()))
    return measure(console, options)


if __name__ == "__main__":
    suite.run("bench", main)
