"""Plants bugs in src/, one at a time, and shows which engine and which property notices each.

The bugs are the patches in mutants/. Each is applied to a copy of src/ in build/mutants/, over
which every engine runs by itself: the compiler, exhaustive enumeration, the 1,000 random cases a
property that the tests run, the replay of corpus/ and, with --fuzz, fuzzing from the seeds and
fuzzing from nothing.

A mutant that nothing kills is a failure, unless mutants/equivalent.json proves that it is none. So
is one that RapidCheck, the replay or fuzzing from nothing misses, unless its patch says why; what
is proved or explained and yet killed; a patch that does not apply; and a property that no mutant
breaks.

The result is in build/mutants: report.json and engines.svg. What was measured before of the same
mutants and the same suite stays in it.

Exit status: 0 all killed, 1 something is not as it should be, 2 the call or the machine is at
fault.
"""

import queue
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from suite.command import Fault, Parser
from suite.mutants import engines, planted, report, self_test, systematic
from suite.project import ROOT, core_count

BUILD = ROOT / "build" / "mutants"


def read_arguments():
    parser = Parser("mutants", __doc__)
    add = parser.add_argument
    add("--list", action="store_true", help="print the planted bugs and stop")
    add(
        "--only",
        nargs="+",
        default=[],
        metavar="NAME",
        help="only these (systematic: a part of it)",
    )
    add("--jobs", type=int, default=core_count(), help="at a time (default: one a core)")
    add("--fuzz", type=int, default=0, metavar="SECONDS", help="fuzz too, so long for each target")
    every = ",".join([*engines.FAST, *engines.FUZZING])
    add("--engines", help=f"some of {every} (default: all; the last two only with --fuzz)")
    add("--seeds", type=int, default=1, help="random seeds, for medians (default: the gate's one)")
    add("--out", type=Path, default=BUILD, help="for builds and report (default: build/mutants)")
    add("--annotate", action="store_true", help="write the report into the patches, and stop")
    add("--document", action="store_true", help="write it into docs/mutants.md, and stop")
    add("--systematic", action="store_true", help="mutate src/ by rule instead of by patch")
    add("--sample", type=int, default=0, metavar="N", help="of these mutants only N (default: all)")
    add("--self-test", action="store_true", help="show that this command can fail, and stop")
    return parser.parse_args()


def chosen_engines(arguments):
    possible = [*engines.FAST, *(engines.FUZZING if arguments.fuzz else [])]
    names = arguments.engines.split(",") if arguments.engines else possible
    for name in names:
        if name not in possible:
            needs_time = " without --fuzz SECONDS" if name in engines.FUZZING else ""
            raise Fault(f"there is no engine '{name}'{needs_time}; see --help")
    return names


class Workers:
    """Runs one mutant a core, each in a build folder of its own."""

    def __init__(self, bench, jobs):
        self.bench = bench
        self.jobs = max(1, jobs)
        self.folders = queue.Queue()
        for number in range(self.jobs):
            self.folders.put(bench.folder / f"worker-{number}")

    def run(self, mutants, names, done):
        """Calls `done(mutant, results)` for each; instead of results, a string says why not."""
        with ThreadPoolExecutor(self.jobs) as pool:
            jobs = {pool.submit(self.run_one, mutant, names): mutant for mutant in mutants}
            try:
                for job in as_completed(jobs):
                    done(jobs[job], job.result())
            finally:  # after a fault or Ctrl-C there is no need of the others
                pool.shutdown(cancel_futures=True)

    def run_one(self, mutant, names):
        folder = self.folders.get()
        try:
            engines.fresh_copy(self.bench.src, folder)
            return mutant.plant(folder) or self.bench.run_engines(folder, names)
        finally:
            self.folders.put(folder)


def watch(workers, mutants, names, done):
    """Runs all, with a bar on a terminal and a line a mutant elsewhere."""
    words = TextColumn("{task.description}")
    columns = [words, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
    with Progress(*columns, disable=not sys.stdout.isatty()) as progress:
        task = progress.add_task("mutants", total=len(mutants))

        def finished(mutant, results):
            line = report.line(mutant.name, results)
            progress.update(task, advance=1)
            progress.console.print(line, highlight=False, markup=False, soft_wrap=True)
            sys.stdout.flush()
            done(mutant, results)

        workers.run(mutants, names, finished)


def run_planted(arguments, names, bench, folder, proofs, whole):
    """Runs the planted bugs in `folder` on a bench that is prepared; returns the exit status. With
    `whole`, a property that none of them breaks is a failure too."""
    mutants = planted.pick(planted.read_all(folder), arguments.only)
    record = report.Record(arguments.out / "report.json", bench.properties)
    watch(Workers(bench, arguments.jobs), mutants, names, record.add)
    record.save()
    return record.print(mutants, proofs, whole)


def main():
    arguments = read_arguments()
    arguments.out = arguments.out.resolve()
    names = chosen_engines(arguments)
    mutants = planted.read_all()
    if arguments.list:
        for mutant in mutants:
            print(f"{mutant.name}\n    {mutant.mistake}\n    {mutant.origin}\n    {mutant.rule}")
        return 0
    if arguments.annotate or arguments.document:
        record = report.Record(arguments.out / "report.json", [])
        record.must_be_of(mutants)
        return (report.annotate if arguments.annotate else report.document)(record, mutants)
    if arguments.self_test:
        return self_test.run(arguments, run_planted)
    if arguments.systematic:
        return systematic.run(arguments, names, Workers, watch)
    planted.pick(mutants, arguments.only)
    bench = engines.Bench(arguments.out, seeds=arguments.seeds, fuzz_seconds=arguments.fuzz)
    bench.prepare(names)
    proofs = planted.read_proofs()["planted"]
    return run_planted(arguments, names, bench, planted.FOLDER, proofs, not arguments.only)
