"""Plants bugs in src/, one at a time, and shows which engine and which property notices each.

The bugs are the patches in mutants/. Each is applied to a copy of src/ in build/mutants/, over
which every engine runs by itself: the compiler, exhaustive enumeration, the 1,000 random cases a
property that the tests run, the replay of corpus/ and, with --fuzz, fuzzing from the seeds and
fuzzing from nothing. Random cases and replay run under ASan and UBSan over what they miss without.
All is built as the tests and the night build it.

A mutant that nothing kills is a failure, unless mutants/equivalent.json proves that it is none. So
is one that RapidCheck, the replay or fuzzing from nothing misses, unless its patch says why; what
is proved or explained and yet killed; a patch that does not apply; and a property that no mutant
breaks.

With --quick the compiler has a fourth of the work: of a mutant only the properties of the shape
nearest to the changed header are asked, and all where an engine misses it there. What survives,
what an engine misses and which property nothing breaks is found all the same; how many properties
notice is not.

The result is in build/mutants/report.json (with --quick in build/mutants/quick/). What was measured
before of the same mutants and the same suite stays in it, so that --part 1/7 to --part 7/7 measure
them all, one a night.

Exit status: 0 all killed, 1 something is not as it should be, 2 the call or the machine is at
fault.
"""

import argparse
from pathlib import Path

from suite.command import Fault, Parser
from suite.mutants import gate, page, pairs, planted, self_test, systematic
from suite.mutants.engines import Engines
from suite.mutants.nearest import NearestShape
from suite.mutants.record import Record
from suite.mutants.result import FAST, FUZZING
from suite.project import ROOT, core_count

BUILD = ROOT / "build" / "mutants"


def read_arguments() -> argparse.Namespace:
    parser = Parser("mutants", __doc__)
    add = parser.add_argument
    add("--list", action="store_true", help="print the planted bugs and stop")
    only = "only these (systematic: a part of it)"
    add("--only", nargs="+", default=[], metavar="NAME", help=only)
    part = "the K-th of N parts, by their names"
    add("--part", type=planted.part_of, default=(1, 1), metavar="K/N", help=part)
    add("--jobs", type=int, default=core_count(), help="at a time (default: one a core)")
    add("--fuzz", type=int, default=0, metavar="SECONDS", help="fuzz too, so long for each target")
    some = f"some of {','.join([*FAST, *FUZZING])} (default: all; the last two only with --fuzz)"
    add("--engines", help=some)
    add("--seeds", type=int, default=1, help="random seeds, for medians (default: the gate's one)")
    add(
        "--sanitized",
        action="store_true",
        help="run what is sanitized over every mutant, as the night does",
    )
    quick = "ask the properties of the nearest shape, and all only where an engine misses there"
    add("--quick", action="store_true", help=quick)
    add("--out", type=Path, default=BUILD, help="for builds and report (default: build/mutants)")
    add("--annotate", action="store_true", help="write the report into the patches, and stop")
    add("--document", action="store_true", help="write it into docs/mutants.md, and stop")
    add("--systematic", action="store_true", help="mutate src/ by rule instead of by patch")
    add("--pairs", type=int, default=0, metavar="N", help="plant two at a time: so many pairs")
    add("--seed", type=int, default=1, metavar="S", help="of the pairs (default: 1)")
    add("--sample", type=int, default=0, metavar="N", help="of these mutants only N (default: all)")
    add("--self-test", action="store_true", help="show that this command can fail, and stop")
    arguments = parser.parse_args()
    for name, least in (("jobs", 1), ("seeds", 1), ("fuzz", 0), ("sample", 0), ("pairs", 0)):
        if getattr(arguments, name) < least:
            raise Fault(f"--{name} must be {least} or more; see --help")
    others = ("annotate", "document", "pairs", "self_test", "systematic")
    if arguments.quick and any(getattr(arguments, name) for name in others):
        raise Fault("--quick only runs the planted bugs, one at a time; see --help")
    if arguments.systematic and arguments.part != (1, 1):
        raise Fault("--part is of the planted bugs; --systematic has --sample")
    return arguments


def chosen_engines(arguments: argparse.Namespace) -> list[str]:
    possible = [*FAST, *(FUZZING if arguments.fuzz else [])]
    names: list[str] = arguments.engines.split(",") if arguments.engines else possible
    for name in names:
        if name not in possible:
            needs_time = " without --fuzz SECONDS" if name in FUZZING else ""
            raise Fault(f"there is no engine '{name}'{needs_time}; see --help")
    return names


def run_planted(arguments: argparse.Namespace, names: list[str], report: Path) -> int:
    number, count = arguments.part
    mutants = planted.pick(planted.read_all(), arguments.only)[number - 1 :: count]
    kind = NearestShape if arguments.quick else Engines
    engines = kind(arguments.out, arguments.seeds, arguments.fuzz, arguments.sanitized)
    engines.prepare(names)
    if arguments.pairs:
        pair_count, seed, jobs = arguments.pairs, arguments.seed, arguments.jobs
        return pairs.run(
            engines, names, mutants, report=report, count=pair_count, seed=seed, jobs=jobs
        )
    proofs, whole = planted.read_proofs("planted"), not arguments.only and count == 1
    return gate.run(
        engines, names, mutants, proofs, report=report, jobs=arguments.jobs, whole=whole
    )


def write_report(arguments: argparse.Namespace, report: Path) -> int:
    mutants, record = planted.read_all(), Record(report)
    record.must_be_of(mutants)
    write = page.annotate if arguments.annotate else page.document
    write(record, mutants)
    return 0


def main() -> int:
    arguments = read_arguments()
    out, names = arguments.out.resolve(), chosen_engines(arguments)
    if arguments.quick:
        out /= "quick"  # its report has not all kills
    arguments.out, report = out, out / "report.json"
    if arguments.list:
        for mutant in planted.read_all():
            print(f"{mutant.name}\n    {mutant.mistake}\n    {mutant.origin}\n    {mutant.rule}")
        return 0
    if arguments.annotate or arguments.document:
        return write_report(arguments, report)
    if arguments.self_test:
        return self_test.run(out / "self-test", arguments.jobs)
    if arguments.systematic:
        return systematic.run(
            out, names, jobs=arguments.jobs, only=arguments.only, sample=arguments.sample
        )
    return run_planted(arguments, names, report)
