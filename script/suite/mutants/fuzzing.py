"""The two engines that fuzz a mutant: as the night does, from the seeds and from nothing."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from suite.engine import libfuzzer, libfuzzer_output
from suite.mutants import workspace
from suite.mutants.build import DoesNotCompile, build
from suite.mutants.result import Kill, Result, median_of
from suite.project import Target, read_manifest


def targets_that_see(results: Mapping[str, Result], targets: Sequence[Target]) -> list[Target]:
    """Targets of the shapes in which another engine broke most properties, the most first; all of
    them where none did."""
    names = [kill.property for each in results.values() for kill in each.kills]
    shapes = [name.split(".")[0] for name in names]
    seeing = [target for target in targets if target.shape in shapes]
    return sorted(seeing, key=lambda each: -shapes.count(each.shape)) or list(targets)


def fuzz(
    folder: Path,
    props: Path,
    engines: Sequence[str],
    results: Mapping[str, Result],
    seconds: int,
    seeds: Sequence[int],
) -> dict[str, Result]:
    """Fuzzes the targets that can see the mutant, in order, with each engine until it has found
    something. `results` are those of the other engines."""
    found: dict[str, Result] = {}
    for target in targets_that_see(results, list(read_manifest().values())):
        left = [name for name in engines if name not in found or not found[name].killed]
        if not left:
            break
        try:
            program = build(f"{target.name}_mutant", folder, props)
        except DoesNotCompile as broken:
            return found | {name: broken.result for name in left}
        for name in left:
            corpora = [target.seeds] if name == "fuzz-seeds" else []
            runs = [fuzz_once(program, target, corpora, seconds, seed) for seed in seeds]
            found[name] = median_of(runs)
    return found


def fuzz_once(
    program: Path, target: Target, corpora: Sequence[Path], seconds: int, seed: int
) -> Result:
    found = workspace.emptied(program.parent / "found")
    command = libfuzzer.fuzz(
        program,
        [found, *corpora],
        max_input_size=target.max_input_size,
        artifacts=found,
        dictionary=target.dictionary,
        seconds=seconds,
        seed=seed,
    )
    start = time.monotonic()
    done = subprocess.run(
        command,
        env=libfuzzer.fuzzing_environment(),
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds + 60,
    )
    took = time.monotonic() - start
    if done.returncode == libfuzzer.Exit.CLEAN:
        return Result(note=f"not by {target.name} within {seconds} s")
    output = libfuzzer_output.parse(done.stdout + done.stderr)
    name = output.signature
    kill = Kill(name, "broken" if "." in name else "crash", output.executions, took)
    return Result([kill], kill.cases or None, took, target.name)
