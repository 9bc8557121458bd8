"""Runs the planted bugs, and says what is not as it should be."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from suite.command import make_console, make_table
from suite.mutants import nearest, workers
from suite.mutants.engines import Engines
from suite.mutants.nearest import NearestShape
from suite.mutants.planted import SOME_SEEDS, Mutant
from suite.mutants.record import Record, Row
from suite.mutants.result import MUST_KILL, SANITIZED, WORDS


def faults_of(mutant: Mutant, row: Row, proofs: Mapping[str, str]) -> list[str]:
    """What is wrong with one mutant and what became of it, a line each."""
    name, killers = mutant.name, row.killers
    if row.fault:
        return [f"{name}: {row.fault}"]
    if name in proofs:
        return [f"{name} is listed as equivalent, and was killed"] if killers else []
    if not killers:
        return [f"{name} survived: {mutant.mistake}"]
    unexplained = [
        each
        for each in row.missed_by
        if each in MUST_KILL and each not in mutant.unseen and SANITIZED.get(each) not in killers
    ]
    wrong = [each for each in mutant.unseen if each in killers]
    return [
        *faults_of_seeds(mutant, row),
        *(
            f"{name} is not killed by {each}, and its patch does not say why"
            for each in unexplained
        ),
        *(f"{name} is killed by {each}, and its patch says why it cannot" for each in wrong),
    ]


def faults_of_seeds(mutant: Mutant, row: Row) -> list[str]:
    """Of random cases, where they were tried with more seeds than the gate's."""
    result, explained = row.engines.get("random"), SOME_SEEDS in mutant.unseen
    if result is None or result.seed_count == 1 or not result.killed:
        return []
    if result.is_left_to_chance and not explained:
        return [f"{mutant.name} is killed by {result.share_of_seeds}: its patch does not say why"]
    if explained and not result.missing_seed_count:
        return [f"{mutant.name} is killed by all seeds, and its patch says why it cannot"]
    return []


def faults(
    record: Record, mutants: Sequence[Mutant], proofs: Mapping[str, str], whole: bool
) -> list[str]:
    """What is not as it should be, a line each. `whole`: all mutants were run."""
    lines = [line for each in mutants for line in faults_of(each, record.rows[each.name], proofs)]
    if whole:
        lines += [f"no mutant breaks {name}" for name in record.unbroken()]
    return lines


def number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} s" if value >= 1 else f"{value * 1000:.0f} ms"


def show(record: Record, whole: bool) -> None:
    console = make_console()
    heads = "engine", "killed", "of", "had no chance", "median cases", "median time"
    table = make_table(*heads)
    for engine, row in record.summaries().items():
        counts = map(str, (row.killed_count, row.mutant_count, row.unable_count))
        table.add_row(WORDS[engine], *counts, number(row.cases), seconds(row.seconds))
    console.print(table)
    if whole:
        table = make_table("property", "kills", "only it")
        for name, kills in record.kills_of_properties().items():
            table.add_row(name, str(len(kills.all)), str(len(kills.alone)))
        console.print(table)


def run(
    engines: Engines,
    names: Sequence[str],
    mutants: Sequence[Mutant],
    proofs: Mapping[str, str],
    *,
    report: Path,
    jobs: int,
    whole: bool,
) -> int:
    """Runs `mutants` through engines that are prepared; returns the exit status. With `whole`, a
    property that none of them breaks is a failure too."""
    record = Record(report, engines.properties)
    workers.run(engines, mutants, names, jobs, record.add)
    if whole and isinstance(engines, NearestShape):
        nearest.ask_for_the_rest(engines, mutants, names, record)
    show(record, whole)
    lines = faults(record, mutants, proofs, whole)
    for line in lines:
        print(f"FAIL  {line}")
    killed = sum(bool(record.rows[mutant.name].killers) for mutant in mutants)
    print(f"{killed} of {len(mutants)} mutants killed, {len(lines)} failures")
    return 1 if lines else 0
