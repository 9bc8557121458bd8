"""Whether the fuzz targets find from nothing what their seeds reach; see coverage.py."""

import re
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from suite.command import Fault
from suite.engine.libfuzzer import engine_environment
from suite.project import FUZZ_PRESET, Target, build_programs, core_count

SECONDS = 60


@dataclass(frozen=True)
class Edges:
    """`missing` counts the edges that only the seeds reach; `seconds` is how long it took from
    nothing to reach as many as they do."""

    target: Target
    of_seeds: int
    from_empty: int
    missing: int
    total: int
    seconds: float | None


def run(target, *arguments):
    """An engine's output, line by line, each with the seconds since its start."""
    start = time.monotonic()
    with subprocess.Popen(
        [target.program, f"-max_len={target.max_input_size}", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=engine_environment(symbolize=True),
    ) as process:
        lines = [(time.monotonic() - start, line.rstrip()) for line in process.stdout]
    if process.returncode != 0:
        raise Fault(f"{target.name} failed: {' '.join(line for _, line in lines[-3:])}")
    return lines


def edges_in(lines):
    """When which count of edges was reached."""
    found = ((when, re.match(r"#\d+\s.* cov: (\d+)", line)) for when, line in lines)
    return [(when, int(match[1])) for when, match in found if match]


def number(pattern, lines):
    found = re.search(pattern, "\n".join(line for _, line in lines))
    if not found:
        raise Fault(f"libFuzzer no longer prints {pattern}")
    return int(found[1])


def measure(target):
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        of_seeds = run(target, "-runs=0", target.seeds)
        corpus, artifacts = Path(folder, "corpus"), f"-artifact_prefix={folder}/"
        corpus.mkdir()
        from_empty = edges_in(run(target, f"-max_total_time={SECONDS}", artifacts, corpus))
        # What libFuzzer starts from when there is nothing; it keeps no file of it.
        (corpus / "start").write_bytes(b"\n")
        merged = run(target, "-merge=1", corpus, target.seeds)
    wanted = max(count for _, count in edges_in(of_seeds))
    return Edges(
        target,
        of_seeds=wanted,
        from_empty=max(count for _, count in from_empty),
        missing=number(r"(\d+) new coverage edges", merged),
        total=number(r"PC tables \((\d+) PCs\)", of_seeds),
        seconds=next((when for when, count in from_empty if count >= wanted), None),
    )


def main(console, targets):
    build_programs(FUZZ_PRESET, [target.name for target in targets])
    with console.status(f"Each target for {SECONDS} s from an empty corpus ..."):
        with ThreadPoolExecutor(core_count()) as pool:
            rows = list(pool.map(measure, targets))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("target")
    from_nothing = f"from nothing in {SECONDS} s"
    for name in ("edges of the seeds", from_nothing, "only the seeds", "as many after"):
        table.add_column(name, justify="right")
    for row in rows:
        missing = f"[red]{row.missing}[/]" if row.missing else "0"
        when = "never" if row.seconds is None else f"{row.seconds:.1f} s"
        of_seeds = f"{row.of_seeds} / {row.total}"
        table.add_row(row.target.name, of_seeds, str(row.from_empty), missing, when)
    console.print(table)
    return 1 if any(row.missing or row.from_empty < row.of_seeds for row in rows) else 0
