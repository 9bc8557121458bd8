"""script/bench --instructions: the codec's instructions, beside those recorded."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from rich.table import Table

from suite.command import Fault, as_typed
from suite.project import ROOT, build_programs, built_program

PRESET = "bench"
RECORD = ROOT / "bench" / "instructions.json"
TOLERANCE = 0.05  # of the recorded count
COUNTED_CALLS = 100  # of each operation, by bench/instructions.cpp


def count_instructions():
    """For each OPERATION/WORKLOAD the instructions of one call, by callgrind."""
    if not shutil.which("valgrind"):
        raise Fault("valgrind is missing: run script/bootstrap")
    # The same memcpy on every processor.
    tunables = "glibc.cpu.hwcaps=-AVX2,-AVX,-AVX_Fast_Unaligned_Load,-ERMS"
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        dump = Path(folder, "callgrind.out")
        command = ["valgrind", "--tool=callgrind", "--combine-dumps=yes"]
        command += [f"--callgrind-out-file={dump}", built_program(PRESET, "bench/instructions")]
        done = subprocess.run(
            list(map(str, command)),
            env={**os.environ, "GLIBC_TUNABLES": tunables},
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise Fault(f"valgrind failed: {done.stderr.strip().splitlines()[-1]}")
        text = dump.read_text()
    pattern = r"^desc: Trigger: Client Request: ([^\n]*)/[^/\n]*$.*?^totals: (\d+)$"
    found = re.findall(pattern, text, re.M | re.S)
    return {name: round(int(total) / COUNTED_CALLS, 1) for name, total in found}


def change(count, recorded):
    return count / recorded - 1 if recorded else None


def compare(console, accept):
    """Counts, and compares with the record; returns the exit status."""
    with console.status("Building and counting ..."):
        build_programs(PRESET, ["instructions"])
        counts = count_instructions()
    if accept:
        RECORD.write_text(json.dumps(counts, indent=1) + "\n")
        print(f"{as_typed(RECORD)}: {len(counts)} counts")
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
