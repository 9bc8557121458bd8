"""script/bench --instructions: the codec's instructions, beside those recorded."""

import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from suite.command import as_typed, make_table, output_of
from suite.project import ROOT, build_programs, built_program

PRESET = "bench"
RECORD = ROOT / "bench" / "instructions.json"
TOLERANCE = 0.05  # of the recorded count
COUNTED_CALLS = 100  # of each operation, by bench/instructions.cpp

# Of each OPERATION/WORKLOAD the instructions of one call.
Counts = dict[str, float]


def count_instructions() -> Counts:
    """By callgrind."""
    # The same memcpy on every processor.
    tunables = "glibc.cpu.hwcaps=-AVX2,-AVX,-AVX_Fast_Unaligned_Load,-ERMS"
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        dump = Path(folder, "callgrind.out")
        options = ["--tool=callgrind", "--combine-dumps=yes", f"--callgrind-out-file={dump}"]
        environment = {**os.environ, "GLIBC_TUNABLES": tunables}
        program = built_program(PRESET, "bench/instructions")
        output_of("valgrind", *options, program, environment=environment)
        return read_counts(dump.read_text())


def read_counts(dump: str) -> Counts:
    pattern = r"^desc: Trigger: Client Request: ([^\n]*)/[^/\n]*$.*?^totals: (\d+)$"
    found = re.findall(pattern, dump, re.M | re.S)
    return {name: round(int(total) / COUNTED_CALLS, 1) for name, total in found}


def read_record() -> Counts:
    recorded: Counts = json.loads(RECORD.read_text())
    return recorded


def changes_of(counts: Mapping[str, float], recorded: Mapping[str, float]) -> dict[str, float]:
    """Of what was recorded and is counted, by which share it has grown."""
    return {name: count / recorded[name] - 1 for name, count in counts.items() if name in recorded}


def faults_of(counts: Mapping[str, float], recorded: Mapping[str, float]) -> list[str]:
    changes = changes_of(counts, recorded)
    faults = [f"{name}: {moved:+.1%}" for name, moved in changes.items() if moved > TOLERANCE]
    faults += [f"{name}: not recorded" for name in counts if name not in recorded]
    return faults + [f"{name}: no longer counted" for name in recorded if name not in counts]


def compare(console: Console, accept: bool) -> int:
    """Counts, and compares with the record; returns the exit status."""
    with console.status("Building and counting ..."):
        build_programs(PRESET, ["instructions"])
        counts = count_instructions()
    if accept:
        RECORD.write_text(json.dumps(counts, indent=1) + "\n")
        print(f"{as_typed(RECORD)}: {len(counts)} counts")
        return 0
    recorded = read_record()
    changes, faults = changes_of(counts, recorded), faults_of(counts, recorded)
    table = make_table("instructions of one call", "recorded", "now", "change")
    for name, count in counts.items():
        moved = f"{changes[name]:+.1%}" if name in changes else "new"
        table.add_row(name, str(recorded.get(name, "")), str(count), moved)
    console.print(table)
    for fault in faults:
        print(f"FAIL  {fault}")
    better = sum(moved < -TOLERANCE for moved in changes.values())
    print(f"{len(counts)} counts, {len(faults)} failures, {better} better by more than 5 %")
    if faults or better:
        print("To record them as they are now: script/bench --instructions --accept")
    return 1 if faults else 0
