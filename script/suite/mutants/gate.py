"""Runs the planted bugs, and says what is not as it should be."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from suite.command import make_console, make_table
from suite.mutants import workers
from suite.mutants.engines import Engines
from suite.mutants.planted import Mutant
from suite.mutants.record import Record, Row
from suite.mutants.result import MUST_KILL, WORDS


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
        each for each in row.missed_by if each in MUST_KILL and each not in mutant.unseen
    ]
    wrong = [each for each in mutant.unseen if each in killers]
    return [
        *(
            f"{name} is not killed by {each}, and its patch does not say why"
            for each in unexplained
        ),
        *(f"{name} is killed by {each}, and its patch says why it cannot" for each in wrong),
    ]


def faults(
    record: Record, mutants: Sequence[Mutant], proofs: Mapping[str, str], whole: bool
) -> list[str]:
    """What is not as it should be, a line each. `whole`: all mutants were run."""
    lines = [line for each in mutants for line in faults_of(each, record.rows[each.name], proofs)]
    if whole:
        kills = record.kills_of_properties()
        lines += [f"no mutant breaks {name}" for name, found in kills.items() if not found.all]
    return lines


def number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} s" if value >= 1 else f"{value * 1000:.0f} ms"


def show(record: Record, whole: bool) -> None:
    console = make_console()
    table = make_table("engine", "killed", "of", "median cases", "median time")
    for engine, row in record.summaries().items():
        counts = str(row.killed_count), str(row.mutant_count)
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
    show(record, whole)
    lines = faults(record, mutants, proofs, whole)
    for line in lines:
        print(f"FAIL  {line}")
    killed = sum(bool(record.rows[mutant.name].killers) for mutant in mutants)
    print(f"{killed} of {len(mutants)} mutants killed, {len(lines)} failures")
    return 1 if lines else 0
