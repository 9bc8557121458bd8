"""Measures how much of src/ the tests cover: lines, branches, MC/DC and functions, in percent.

Measured twice, apart: from corpus/ alone (each fuzz target replays its seeds) and from RapidCheck
alone (props --engine random, as the tests run it). Lists what is not covered. llvm-cov's pages are
build/coverage/html/{corpus,random}/index.html.

With --edges, instead: whether each fuzz target finds, within a minute on one core, from an empty
corpus and without its dictionary, every edge that its seeds reach.

Exit status: 0 all covered, 1 something is not, 2 the call or the machine is at fault.
"""

import argparse
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from rich.table import Table

from suite.command import Parser, as_typed, make_console, make_table, output_of
from suite.coverage import edges
from suite.project import ROOT, Target, build_programs, built_program, pick_targets

PRESET = "coverage"
KINDS = {"lines": "lines", "branches": "branches", "MC/DC": "mcdc", "functions": "functions"}


# ---- Measuring ----------------------------------------------------------------------------------


class Share(TypedDict):
    covered: int
    count: int


class File(TypedDict):
    """What llvm-cov exports of a file. Lists start with line and column; those of branches and
    records have more in between than is said here."""

    filename: str
    summary: dict[str, Share]
    segments: list[tuple[int, int, int, bool, bool, bool]]
    branches: list[list[int]]
    mcdc_records: list[tuple[int, int, int, int, list[bool]]]


class Data(TypedDict):
    files: list[File]
    totals: dict[str, Share]


@dataclass(frozen=True)
class Source:
    """Commands that make coverage, and what holds the code they run for llvm-cov to look at."""

    commands: list[list[object]]
    objects: Path


def corpus(targets: list[Target]) -> Source:
    """Each target replays its seeds.

    llvm-cov is shown one object that has all targets in it: among several it may take a header's
    function that one program does not use, and so holds no counters of, for one that never ran.
    """
    folder = built_program(PRESET, "fuzz")
    objects = folder / "corpus.o"
    parts = [folder / f"CMakeFiles/replay_{each.name}.dir/{each.name}.cpp.o" for each in targets]
    output_of("ld", "-r", "-z", "muldefs", "-o", objects, *parts)
    return Source([[folder / f"replay_{each.name}", each.seeds] for each in targets], objects)


def random(_: list[Target]) -> Source:
    """props with RapidCheck alone, as the tests run it."""
    props = built_program(PRESET, "props/props")
    found = built_program(PRESET, "counterexamples")
    return Source([[props, "--engine", "random", "--counterexamples", found]], props)


SOURCES = {"corpus": corpus, "random": random}


def measure(name: str, targets: list[Target]) -> Data:
    """Runs one source; returns what llvm-cov says of it, and writes llvm-cov's pages."""
    source = SOURCES[name](targets)
    raw = built_program(PRESET, f"profiles/{name}")
    shutil.rmtree(raw, ignore_errors=True)
    for command in source.commands:
        profile = {"LLVM_PROFILE_FILE": f"{raw}/%p.profraw"}
        output_of(*command, environment={**os.environ, **profile})
    merged = raw / "merged.profdata"
    output_of("llvm-profdata-19", "merge", "-o", merged, *raw.glob("*.profraw"))
    arguments = [source.objects, f"-instr-profile={merged}", ROOT / "src"]
    html = built_program(PRESET, f"html/{name}")
    shutil.rmtree(html, ignore_errors=True)
    shown = ["--show-branches=count", "--show-mcdc", "--show-mcdc-summary", "--format=html"]
    output_of("llvm-cov-19", "show", *arguments, *shown, f"-output-dir={html}")
    data: Data = json.loads(output_of("llvm-cov-19", "export", *arguments))["data"][0]
    return data


# ---- What it shows ------------------------------------------------------------------------------


def name_of(file: File) -> str:
    return file["filename"].removeprefix(f"{ROOT}/")


Place = tuple[str, int, int]  # file, line, column


def uncovered(data: Data) -> Iterator[tuple[Place, str]]:
    """A place that did not run, a way a branch did not go or a condition that did not decide, and
    which. llvm-cov lists a template once an instantiation: covered in one is covered."""
    regions: dict[Place, int] = {}
    branches: dict[Place, tuple[int, int]] = {}
    conditions: dict[Place, list[bool]] = {}
    for file in data["files"]:
        name = name_of(file)
        for line, column, count, counted, starts, _ in file["segments"]:
            if counted and starts:
                regions[name, line, column] = count
        for line, column, _, _, when_true, when_false, *_ in file["branches"]:
            before = branches.get((name, line, column), (0, 0))
            branches[name, line, column] = (before[0] + when_true, before[1] + when_false)
        for line, column, *_, decided in file["mcdc_records"]:
            known = conditions.get((name, line, column), [False] * len(decided))
            conditions[name, line, column] = [a or b for a, b in zip(known, decided)]
    for place, count in regions.items():
        if count == 0:
            yield place, "never ran"
    for place, (when_true, when_false) in branches.items():
        if when_true == 0 or when_false == 0:
            yield place, f"never {'true' if when_true == 0 else 'false'}"
    for place, decided_alone in conditions.items():
        for i, covered in enumerate(decided_alone, 1):
            if not covered:
                yield place, f"condition {i} of {len(decided_alone)} never decided alone"


def cell(summary: dict[str, Share], kind: str) -> str:
    """A share as llvm-cov counts it; red where something is missing."""
    covered, count = summary[kind]["covered"], summary[kind]["count"]
    text = f"{covered}/{count}"
    return text if covered == count else f"[red]{text}[/]"


def is_full(data: Data) -> bool:
    totals = [data["totals"][kind] for kind in KINDS.values()]
    return all(each["covered"] == each["count"] for each in totals)


def table_of(measured: dict[str, Data]) -> Table:
    table = make_table("file", *(f"{source}\n{kind}" for source in measured for kind in KINDS))
    rows: dict[str, list[dict[str, Share]]] = {}
    for data in measured.values():
        for file in data["files"]:
            rows.setdefault(name_of(file), []).append(file["summary"])
    rows["all"] = [data["totals"] for data in measured.values()]
    for name, summaries in rows.items():
        table.add_row(name, *(cell(each, kind) for each in summaries for kind in KINDS.values()))
    return table


def parse_arguments() -> argparse.Namespace:
    parser = Parser("coverage", __doc__)
    parser.add_argument(
        "--edges", action="store_true", help="what the fuzz targets find from nothing, instead"
    )
    return parser.parse_args()


def main() -> int:
    options = parse_arguments()
    console = make_console()
    targets = pick_targets([])
    if options.edges:
        return edges.main(console, targets)
    with console.status("Building and measuring ..."):
        build_programs(PRESET, ["props", *(f"replay_{target.name}" for target in targets)])
        measured = {source: measure(source, targets) for source in SOURCES}
    console.print(table_of(measured))
    for source, data in measured.items():
        for (file, line, column), what in sorted(uncovered(data)):
            print(f"{source}: {file}:{line}:{column}: {what}")
        print(f"{source}: {as_typed(built_program(PRESET, f'html/{source}/index.html'))}")
    return 0 if all(is_full(data) for data in measured.values()) else 1
