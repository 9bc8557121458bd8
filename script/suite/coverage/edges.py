"""Whether the fuzz targets find from nothing what their seeds reach; see coverage.py."""

import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from suite.command import Fault, make_table
from suite.engine import libfuzzer
from suite.engine.libfuzzer_output import Output
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


def run(command: libfuzzer.Command) -> tuple[Output, list[tuple[float, int]]]:
    """What an engine says, and after how many seconds it had reached how many edges."""
    start = time.monotonic()
    output, reached = Output(), []
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=libfuzzer.environment_of(symbolize=True),
    ) as process:
        for line in process.stdout or ():
            if status := output.read(line.rstrip()):
                reached.append((time.monotonic() - start, status.edge_count))
    if process.returncode != libfuzzer.Exit.CLEAN or not reached:
        raise Fault(f"{Path(command[0]).name} failed: {output.last_words}")
    return output, reached


def known(fact: int | None) -> int:
    if fact is None:
        raise Fault("libFuzzer no longer prints what suite.engine.libfuzzer_output looks for")
    return fact


def measure(target: Target) -> Edges:
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        seeds, of_seeds = run(libfuzzer.read(target.program, [target.seeds]))
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        fuzz = libfuzzer.fuzz(
            target.program,
            [corpus],
            max_input_size=target.max_input_size,
            artifacts=Path(folder),
            seconds=SECONDS,
        )
        _, from_empty = run(fuzz)
        # What libFuzzer starts from when there is nothing; it keeps no file of it.
        (corpus / "start").write_bytes(b"\n")
        merged, _ = run(libfuzzer.merge(target.program, [corpus, target.seeds]))
    wanted = max(count for _, count in of_seeds)
    return Edges(
        target,
        of_seeds=wanted,
        from_empty=max(count for _, count in from_empty),
        missing=known(merged.merged_edge_count),
        total=known(seeds.edge_total),
        seconds=next((when for when, count in from_empty if count >= wanted), None),
    )


def main(console: Console, targets: list[Target]) -> int:
    build_programs(FUZZ_PRESET, [target.name for target in targets])
    with console.status(f"Each target for {SECONDS} s from an empty corpus ..."):
        with ThreadPoolExecutor(core_count()) as pool:
            rows = list(pool.map(measure, targets))
    from_nothing = f"from nothing in {SECONDS} s"
    table = make_table(
        "target", "edges of the seeds", from_nothing, "only the seeds", "as many after"
    )
    for row in rows:
        missing = f"[red]{row.missing}[/]" if row.missing else "0"
        when = "never" if row.seconds is None else f"{row.seconds:.1f} s"
        of_seeds = f"{row.of_seeds} / {row.total}"
        table.add_row(row.target.name, of_seeds, str(row.from_empty), missing, when)
    console.print(table)
    return 1 if any(row.missing or row.from_empty < row.of_seeds for row in rows) else 0
