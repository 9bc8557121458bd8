"""What llvm-cov says of profiles: its figures, its pages, and what is not covered."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypedDict

from suite.command import output_of
from suite.project import ROOT

# A row a figure: what we call it, and what llvm-cov does.
KINDS = {"lines": "lines", "branches": "branches", "MC/DC": "mcdc", "functions": "functions"}


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


def read_profiles(profiles: Iterable[Path], objects: Path, merged: Path, pages: Path) -> Data:
    """The coverage of src/ that `profiles` hold, where `objects` has the code that was run. Writes
    llvm-cov's pages into the folder `pages`, and needs a name for a file of its own, `merged`."""
    output_of("llvm-profdata-19", "merge", "-o", merged, *profiles)
    arguments = [objects, f"-instr-profile={merged}", ROOT / "src"]
    shown = ["--show-branches=count", "--show-mcdc", "--show-mcdc-summary", "--format=html"]
    output_of("llvm-cov-19", "show", *arguments, *shown, f"-output-dir={pages}")
    data: Data = json.loads(output_of("llvm-cov-19", "export", *arguments))["data"][0]
    return data


def name_of(file: File) -> str:
    return file["filename"].removeprefix(f"{ROOT}/")


def totals_of(data: Data) -> dict[str, tuple[int, int]]:
    """Covered and all there are, by our words for the kinds."""
    totals = {ours: data["totals"][theirs] for ours, theirs in KINDS.items()}
    return {kind: (each["covered"], each["count"]) for kind, each in totals.items()}


def is_full(data: Data) -> bool:
    return all(covered == count for covered, count in totals_of(data).values())


Place = tuple[str, int, int]  # file, line, column


def unreached(data: Data) -> list[str]:
    """The files of which nothing ran."""
    return [name_of(file) for file in data["files"] if file["summary"]["lines"]["covered"] == 0]


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
