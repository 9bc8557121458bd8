"""script/bench --growth: what becomes of speed and memory as corpus, jobs and time grow."""

import json
import re
import resource
import shutil
import statistics
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from suite.bench import engine_run, figures, growth_report, target_rates
from suite.bench.mutated_corpus import MutatedCorpus
from suite.command import Fault
from suite.coverage import coverage
from suite.engine.inputs import copy_by_content
from suite.engine.libfuzzer import environment as engine_environment
from suite.night import props_phase
from suite.night.campaign import MERGE_FLAGS, Campaign, Crew
from suite.project import (
    FUZZ_PRESET,
    build_programs,
    built_program,
    core_count,
    files_in,
    pick_targets,
)

EXTRA_FILES = (0, 100, 1_000, 10_000, 100_000)
MOST_FOR_THE_NIGHTS_MERGE = 10_000  # a corpus ten times as large takes it minutes
CORPUS_SECONDS = 2
JOBS_RUNS, JOBS_SECONDS = 3, 3


def report_path(part):
    return built_program("bench", f"{part}.json")


def build_targets(targets):
    build_programs(FUZZ_PRESET, [*(target.name for target in targets), "dictionaries"])


# ---- Rate, start, replay, merge and coverage against corpus size ---------------------------------


def processor_seconds(*command, **environment):
    """What `command` takes of the processor, user and system; its output is lost."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**engine_environment(symbolize=False), **environment},
    )
    if done.returncode != 0:
        raise Fault(f"{Path(command[0]).name} ended with status {done.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def merge_seconds(target, corpus, flags):
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        return processor_seconds(target.program, *flags, folder, corpus)


def coverage_seconds(target, corpus):
    program = built_program(coverage.PRESET, f"fuzz/replay_{target.name}")
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        raw, merged = f"{folder}/raw", f"{folder}/merged"
        took = processor_seconds(program, corpus, LLVM_PROFILE_FILE=raw)
        took += processor_seconds("llvm-profdata-19", "merge", "-o", merged, raw)
        profile = f"-instr-profile={merged}"
        return took + processor_seconds("llvm-cov-19", "export", program, profile)


def measure_corpus(target, corpus, seconds):
    run = engine_run.run(target.program, target, corpus, seconds)
    row = {"rate": run.rate}
    empty = target_rates.variant("empty_target")
    row["empty_rate"] = engine_run.run(empty, target, corpus, seconds).rate
    row["start"] = max(run.start_seconds, engine_run.TICK)
    replay = built_program(FUZZ_PRESET, f"fuzz/replay_{target.name}")
    row["replay"] = processor_seconds(replay, corpus)
    row["merge"] = merge_seconds(target, corpus, ["-merge=1"])
    row["coverage"] = coverage_seconds(target, corpus)
    return row


def place_for_corpora():
    """In memory where there is room: disks take minutes to create and remove so many files."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > 2**30
    return memory if has_room else None


def corpus(targets, options):
    sizes = EXTRA_FILES[:2] if options.quick else EXTRA_FILES
    seconds = 0.2 if options.quick else CORPUS_SECONDS
    replays = [f"replay_{target.name}" for target in targets]
    names = [target.name for target in targets]
    build_programs(FUZZ_PRESET, [*names, *replays, "dictionaries", "empty_target"])
    build_programs(coverage.PRESET, replays)
    for target in targets:
        with tempfile.TemporaryDirectory(prefix="closeframe-", dir=place_for_corpora()) as folder:
            grown = MutatedCorpus(target, Path(folder, "corpus"))
            seed_count = len(grown.known)
            for size in sizes:
                grown.grow(seed_count + size)
                row = {"target": target.name, "extra": size, "files": seed_count + size}
                row |= measure_corpus(target, grown.folder, seconds)
                if size <= MOST_FOR_THE_NIGHTS_MERGE:
                    row["night's merge"] = merge_seconds(target, grown.folder, MERGE_FLAGS)
                yield row


# ---- Rate against the number of jobs ------------------------------------------------------------


def jobs_run(target, count, seconds):
    """Executions a second, and a second of processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        seeds = Path(folder, "seeds")
        copy_by_content(files_in(target.seeds), seeds)
        campaign = Campaign(target, Path(folder, "state"), Crew(), count)
        campaign.fuzz(seeds, Path(folder, "scratch"), seconds)
    if campaign.findings:
        raise Fault(f"{target.name} found something: run script/nightly {target.name}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    done = campaign.progress
    return done.executions / done.seconds, done.executions / used


def jobs(targets, options):
    build_targets(targets)
    runs, seconds = (1, 1) if options.quick else (JOBS_RUNS, JOBS_SECONDS)
    for target in targets:
        for count in (2**i for i in range((2 * core_count()).bit_length())):
            pairs = [jobs_run(target, count, seconds) for _ in range(runs)]
            rate, of_processor = map(statistics.median, zip(*pairs))
            row = {"target": target.name, "jobs": count}
            yield {**row, "rate": rate, "rate_of_processor": of_processor}


# ---- Memory over time ---------------------------------------------------------------------------


def thin(points):
    """No more than a point each tenth more executions, and the last."""
    kept = points[:1]
    for point in points[1:]:
        if point[0] >= 1.1 * kept[-1][0] or point is points[-1]:
            kept.append(point)
    return kept


def memory_row(target, seconds):
    run = engine_run.run(target.program, target, target.seeds, seconds, by_wall_clock=True)
    return {"target": target.name, "seconds": seconds, "points": thin(run.memory)}


def memory(targets, options):
    build_targets(targets)
    seconds = 3 if options.quick else options.seconds
    with ThreadPoolExecutor(core_count()) as pool:
        yield from pool.map(lambda target: memory_row(target, seconds), targets)


# ---- The exhaustive runs ------------------------------------------------------------------------


def exhaustive(_, options):
    """A row a domain, timed by when the program prints the first of its results: it does so for all
    properties at once."""
    build_programs(props_phase.PRESET, ["props"])
    # Without stdbuf it would print them when there are many.
    command = ["stdbuf", "-oL", built_program(props_phase.PRESET, "props/props")]
    command += ["--engine", "exhaustive", *([] if options.quick else ["--nightly"])]
    row, before, now = None, 0.0, 0.0
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            now = engine_run.user_seconds_of(process)
            found = re.match(r"\s*ok\s+(\w+)\.\w+\s+([\d,]+) cases: (.*)", line)
            if found and row and (row["shape"], row["domain"]) == (found[1], found[3]):
                row["properties"] += 1
            elif found:
                if row:
                    yield row
                cases = int(found[2].replace(",", ""))
                row = {"shape": found[1], "domain": found[3], "cases": cases, "properties": 1}
                row["seconds"] = now - before
            before = now
    if process.returncode != 0 or row is None:
        raise Fault(f"props ended with status {process.returncode}: run it by itself")
    yield row


# ---- All parts ----------------------------------------------------------------------------------


PARTS = {"corpus": corpus, "jobs": jobs, "memory": memory, "exhaustive": exhaustive}


def measure(console, options):
    targets = pick_targets([])
    for part in options.growth or PARTS:
        rows = []
        with console.status(f"{part} ...") as status:
            for row in PARTS[part](targets, options):
                rows.append(row)
                latest = ", ".join(str(value) for value in list(row.values())[:2])
                status.update(f"{part}: {len(rows)} measured, the last {latest} ...")
        report = {**figures.origin(), "rows": rows}
        growth_report.show(console, part, report)
        if not options.quick:
            figures.keep(report_path(part), report)
    return 0


def documents():
    """For each part that has been measured, by its name: its section and its pictures."""
    paths = {part: report_path(part) for part in PARTS}
    return {
        part: growth_report.document(part, json.loads(path.read_text()))
        for part, path in paths.items()
        if path.exists()
    }
