"""Plants two bugs at a time, to see whether one hides the other: a pair is hidden where an engine
that kills both alone misses it."""

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from suite.command import Fault
from suite.mutants import workers, workspace
from suite.mutants.engines import Engines
from suite.mutants.planted import Mutant
from suite.mutants.record import Record
from suite.mutants.result import Outcome


@dataclass(frozen=True)
class Pair:
    first: Mutant
    second: Mutant

    @property
    def name(self) -> str:
        return f"{self.first.name} + {self.second.name}"

    def plant(self, folder: Path) -> str:
        return self.first.plant(folder) or self.second.plant(folder)


def draw(mutants: Sequence[Mutant], count: int, seed: int, src: Path, folder: Path) -> list[Pair]:
    """`count` pairs whose patches apply together, or all where there are fewer; `seed` says which.
    They are tried in copies of `src` in `folder`."""
    possible = [Pair(*two) for two in itertools.combinations(mutants, 2)]
    random.Random(seed).shuffle(possible)

    def applies(pair: Pair) -> bool:
        workspace.copy_tree(src, workspace.emptied(folder) / "src")
        return not pair.plant(folder)

    return list(itertools.islice(filter(applies, possible), count))


def not_run(pairs: Sequence[Pair], names: Sequence[str], alone: Record) -> list[Mutant]:
    """The bugs of `pairs` that some engine has not run over, as they are now."""
    bugs = {each.name: each for pair in pairs for each in (pair.first, pair.second)}
    rows = {name: alone.rows.get(name) for name in bugs}
    return [
        bug
        for bug, row in zip(bugs.values(), rows.values())
        if row is None or row.patch != bug.fingerprint or not row.engines.keys() >= set(names)
    ]


def faults_of(pair: Pair, outcome: Outcome, alone: Record) -> list[str]:
    """A line for each engine from which one bug hides the other."""
    if isinstance(outcome, str):
        return [f"{pair.name}: {outcome}"]
    rows = [alone.rows[each.name] for each in (pair.first, pair.second)]
    return [
        f"hidden from {engine}, which kills both alone: {pair.name}"
        for engine, result in outcome.items()
        if result.had_a_chance and not result.killed and all(engine in row.killers for row in rows)
    ]


def run(
    engines: Engines,
    names: Sequence[str],
    mutants: Sequence[Mutant],
    *,
    report: Path,
    count: int,
    seed: int,
    jobs: int,
) -> int:
    """Runs `count` pairs through engines that are prepared, and each bug alone of which `report`
    does not say enough; returns the exit status."""
    alone = Record(report, engines.properties)
    pairs = draw(mutants, count, seed, engines.src, engines.folder / "drawn")
    if not pairs:
        raise Fault("no two of these mutants apply together")
    workers.run(engines, not_run(pairs, names, alone), names, jobs, alone.add)
    lines: list[str] = []

    def judge(pair: Pair, outcome: Outcome) -> None:
        lines.extend(faults_of(pair, outcome, alone))

    workers.run(engines, pairs, names, jobs, judge)
    for line in lines:
        print(f"FAIL  {line}")
    print(f"{len(pairs)} pairs of planted bugs, seed {seed}: {len(lines)} failures")
    return 1 if lines else 0
