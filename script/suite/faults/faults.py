"""Tries the night itself: nights of a few seconds with planted faults, each of which must end in
time, with one finding a cause that is kept, named, explained and reproduced, and with the right
verdict and exit status; no process and no temporary folder may be left.

The faults are in suite.faults.table, the programs that have them in mutants/faults/. Other things
that happen to a night, as a full disk or a signal, are in the tests suite/faults/*_e2e.py.

CLOSEFRAME_BUILD=DIR in the environment: builds nothing, and takes the programs from DIR.

Exit status: 0 every night was as it should be, 1 one was not, 2 the call or the machine is at
fault.
"""

import argparse
import contextlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from suite.command import Fault, Parser, run_command
from suite.faults import kills, page
from suite.faults.judge import OVERTIME, Result, found_in, what_is_wrong
from suite.faults.table import TABLE, Row
from suite.faults.trial import TARGET, trial
from suite.project import FUZZ_PRESET, build_programs, built_program

FAULTY = ["body_fuzzer_faulty", "explain_faulty", "props_faulty"]


def parse_arguments() -> argparse.Namespace:
    parser = Parser("suite.faults.faults", __doc__)
    parser.add_argument("--small", action="store_true", help="only a dozen of the faults")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these: see docs/faults.md")
    parser.add_argument("--kills", type=int, metavar="N", help="instead: kill a night N times")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="nights at once")
    parser.add_argument(
        "--document", action="store_true", help="bring docs/faults.md up to date with these"
    )
    options = parser.parse_args()
    return options


def pick(options: argparse.Namespace) -> list[Row]:
    for name in options.only or []:
        if not any(name == row.name for row in TABLE):
            raise Fault(f"there is no fault '{name}'; see docs/faults.md")
    if options.only:
        return [row for row in TABLE if row.name in options.only]
    return [row for row in TABLE if row.small or not options.small]


def beside(preset: str, other: str) -> Path:
    """The build folder of `other`, beside that of `preset`, wherever that is."""
    return built_program(preset, "").absolute().parent / other


def try_fault(row: Row) -> Result:
    with trial(row.fault) as one:
        if row.preset != FUZZ_PRESET:
            program = beside(FUZZ_PRESET, row.preset) / f"mutants/faults/{TARGET}_faulty"
            if not program.is_file():
                return Result(row, wrong=[f"not tried: {program} is not built"])
            one.take_program(program)
        one.keep(row.inputs)
        if row.warning:  # Only what was once otherwise can be noticed.
            one.fault = ""
            one.run(one.night(row.seconds), row.seconds + OVERTIME)
            one.fault = row.fault
        seconds = row.seconds * (1 + len(row.others))
        night = one.run(one.night(seconds, TARGET, *row.others), seconds + OVERTIME)
        result = Result(row, night.status, night.seconds)
        result.wrong = list(what_is_wrong(row, night, one))
        with contextlib.suppress(ValueError):  # told already
            for record in one.nights()[-1:]:
                result.verdict, result.findings = record.verdict.value, found_in(record)
        return result


def told(result: Result) -> str:
    word = "FAIL" if result.wrong else "ok  "
    names = ", ".join(each.signature for each in result.findings) or "nothing"
    line = f"  {word}  {result.row.name}, {result.seconds:.0f} s: {result.verdict}, {names}"
    return "\n".join([line, *(f"          {each}" for each in result.wrong)])


def main() -> int:
    options = parse_arguments()
    build_programs(FUZZ_PRESET, [*FAULTY, "utf8_fuzzer", "dictionaries"])
    if options.kills:
        return kills.main(options.kills)
    rows = pick(options)
    if any(row.preset == "msan" for row in rows):
        build_programs("msan", [f"{TARGET}_faulty"])
    results = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for result in pool.map(try_fault, rows):
            results.append(result)
            print(told(result), flush=True)
    if options.document:
        page.write(results)
    failed = sum(bool(each.wrong) for each in results)
    print(f"{len(results) - failed} nights as they should be, {failed} not")
    return 1 if failed else 0


if __name__ == "__main__":
    run_command("suite.faults.faults", main)
