"""Runs mutants, as many at a time as there are jobs, and shows how far that is."""

import queue
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Protocol, TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from suite.mutants.engines import Engines
from suite.mutants.result import Outcome


class Plantable(Protocol):
    """A mutant, wherever it comes from."""

    @property
    def name(self) -> str:
        ...

    def plant(self, folder: Path) -> str:
        """Changes the copy of src/ in `folder`; says why it cannot, or nothing."""


M = TypeVar("M", bound=Plantable)


def line(name: str, outcome: Outcome) -> str:
    """One mutant as one line."""
    if isinstance(outcome, str):
        return f"  none     {name}: {outcome}"
    killers = [engine for engine, result in outcome.items() if result.killed]
    missed = [name for name, each in outcome.items() if each.had_a_chance and not each.killed]
    text = f"  {'killed  ' if killers else 'SURVIVED'} {name}  by {', '.join(killers) or 'nothing'}"
    return text + (f"; not by {', '.join(missed)}" if killers and missed else "")


def run(
    engines: Engines,
    mutants: Sequence[M],
    names: Sequence[str],
    jobs: int,
    done: Callable[[M, Outcome], None],
) -> None:
    """Plants one after the other in a folder a job, and calls `done` for each; with a bar on a
    terminal and a line a mutant elsewhere."""
    folders: queue.Queue[Path] = queue.Queue()
    for number in range(jobs):
        folders.put(engines.folder / f"worker-{number}")

    def run_one(mutant: M) -> Outcome:
        folder = folders.get()
        try:
            return mutant.plant(engines.fresh_copy(folder)) or engines.run(folder, names)
        finally:
            folders.put(folder)

    columns = [TextColumn("mutants"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
    with Progress(*columns, disable=not sys.stdout.isatty()) as bar, ThreadPoolExecutor(
        jobs
    ) as pool:
        task = bar.add_task("", total=len(mutants))
        work = {pool.submit(run_one, mutant): mutant for mutant in mutants}
        try:
            for each in as_completed(work):
                mutant, outcome = work[each], each.result()
                bar.update(task, advance=1)
                bar.console.print(
                    line(mutant.name, outcome), highlight=False, markup=False, soft_wrap=True
                )
                sys.stdout.flush()
                done(mutant, outcome)
        finally:  # after a fault or Ctrl-C there is no need of the others
            pool.shutdown(cancel_futures=True)
