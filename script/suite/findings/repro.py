"""Reproduces what a fuzz target or props found: one input, run through its fuzz target.

Says what the input means and which properties it breaks, then runs the target on it five times,
with sanitizers and with limits of time and memory, and says how often it broke, and on what. The
target is the folder that the file is in, as in STATE/findings/body_fuzzer/NAME/input,
counterexamples/body_fuzzer/NAME or corpus/body_fuzzer/NAME; elsewhere, name it with --target. Bytes
of --hex or of standard input are a body, for body_fuzzer, unless --target says otherwise.

--build runs a crash of OSS-Fuzz or ClusterFuzzLite in the build that found it: the folder into
which that was unpacked, with the targets as files in it, linked with libFuzzer.

--decode needs no target: it shows a close frame, masked or not, or the body of one, byte by byte.

--bisect says which commit brought the bug in: it builds the target at commits between GOOD, at
which it does not break, and HEAD, in a clone in a temporary folder. Without GOOD it is the last
commit at which a night did not find it, as STATE/findings/TARGET/NAME/finding.json has it.

--seed makes the input a seed, corpus/TARGET/NAME: for what is mended, so that it stays so.

CLOSEFRAME_BUILD=DIR in the environment: builds nothing, and takes the programs from DIR, which is
laid out as a build folder is: fuzz/TARGET, fuzz/TARGET.dict, fuzz/explain.

Exit status: 0 nothing breaks, 1 it reproduces (or only does at times), 2 the call or the machine is
at fault, 3 it was ended early or could not be brought to an end.
"""

import argparse
import contextlib
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from suite.command import Fault, Parser, as_typed
from suite.engine.inputs import Observation, decode, observe
from suite.engine.libfuzzer import SLOW_SECONDS
from suite.engine.libfuzzer_output import words_of
from suite.engine.reduction import minimize
from suite.engine.signature import slow
from suite.findings.bisect import bisect
from suite.findings.examination import TRIES, Reproduction, meaning_of, reproduce
from suite.findings.seed import add_seed
from suite.findings.source import Given, read_given
from suite.process import Ending, Stopper
from suite.project import FUZZ_PRESET, ROOT, Target, build_programs, read_manifest

SECONDS = 90.0  # for all runs together
MINIMIZE_SECONDS = 20.0


def parse_arguments() -> argparse.Namespace:
    parser = Parser("repro", __doc__)
    parser.add_argument("file", nargs="?", metavar="FILE", help="the input; - for standard input")
    parser.add_argument("--hex", metavar="DIGITS", help="the input, as in --hex 03e8eda080")
    parser.add_argument("--target", metavar="T", help="the fuzz target (default: FILE's folder)")
    parser.add_argument("--build", type=Path, metavar="DIR", help="an unpacked OSS-Fuzz build")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--minimize", action="store_true", help="also write FILE.min, the smallest that does it"
    )
    what.add_argument("--decode", action="store_true", help="show a close frame, or its body")
    what.add_argument(
        "--bisect", nargs="?", const="", metavar="GOOD", help="find the commit that brought it in"
    )
    what.add_argument("--seed", metavar="NAME", help="make it a seed, corpus/TARGET/NAME")
    options = parser.parse_args()
    if (options.file is None) == (options.hex is None):
        raise Fault("name one input: FILE, - or --hex DIGITS; see --help")
    return options


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[Stopper]:
    """Ctrl-C and SIGTERM end what runs, and then what waits for it."""
    stopper = Stopper()
    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {kind: signal.signal(kind, lambda *_: stopper.stop()) for kind in kinds}
    try:
        yield stopper
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def see(target: Target, path: Path, stopper: Stopper) -> Observation:
    """One run; an input that breaks nothing may be slow, as a night calls it."""
    seen = observe(target, path, stopper=stopper)
    if seen.breakage is None and seen.seconds >= SLOW_SECONDS:
        return replace(seen, breakage=slow(seen.seconds))
    return seen


def first_of(target: Target, path: Path, stopper: Stopper) -> tuple[Observation, Reproduction]:
    """What breaks, and how often: where the first run finds nothing, the others may."""
    first = see(target, path, stopper)
    clean = 0
    while first.breakage is None and first.end.ending == Ending.CLEAN and clean < TRIES - 1:
        clean += 1
        first = see(target, path, stopper)
    if first.breakage is None:
        ran = clean + (first.end.ending == Ending.CLEAN)
        return first, Reproduction(0, ran, "", [])
    left = TRIES - 1 - clean
    again = reproduce(target, path, first.breakage, SECONDS, stopper, left) if left else None
    same, ran = (again.reproduced, again.tried) if again else (0, 0)
    others = ["clean"] * clean + (again.others if again else [])
    return first, Reproduction(same + 1, ran + 1 + clean, first.output, others)


def verdict(target: Target, seen: Observation, runs: Reproduction) -> str:
    if seen.breakage is None and seen.end.ending != Ending.CLEAN:
        return f"incomplete: {target.name} was not run to its end: {seen.end}"
    if seen.breakage is None:
        return f"clean: {target.name} ran it {runs.tried} times and found nothing"
    word = "flaky" if runs.is_flaky else "reproduced"
    return f"{word}: {target.name} found {seen.breakage.signature}, {runs.in_words()}"


def write_smaller(target: Target, given: Given, seen: Observation, stopper: Stopper) -> None:
    assert seen.breakage
    smaller = given.smaller_path
    smaller.write_bytes(minimize(target, given.path, seen.breakage, MINIMIZE_SECONDS, stopper))
    sizes = f"{smaller.stat().st_size} bytes of {len(given.data)}"
    print(f"minimized: {as_typed(smaller)}, {sizes}")


def run_it(options: argparse.Namespace, given: Given, stopper: Stopper) -> int:
    """Reproduces it and says so; returns the exit status."""
    target = given.target
    is_ours = target.name in read_manifest()
    if not options.build:
        build_programs(target.preset, [target.name])
    if is_ours:
        build_programs(FUZZ_PRESET, ["dictionaries", "explain"])
    seen, runs = first_of(target, given.path, stopper)
    breakage = seen.breakage
    if is_ours and not stopper.stopped.is_set():
        print(meaning_of(target, given.path, breakage, stopper).text, flush=True)
    if breakage and breakage.kind != "property":
        print(f"\n{words_of(seen.output)}")
    print(verdict(target, seen, runs))
    if options.minimize and breakage and not runs.is_flaky:
        write_smaller(target, given, seen, stopper)
    if breakage is None:
        return 0 if runs.tried == TRIES and not stopper.stopped.is_set() else 3
    if options.bisect is not None:
        return bisect(ROOT, given, breakage, options.bisect, stopper)
    return 1


def main() -> int:
    options = parse_arguments()
    with read_given(options) as given, stopped_by_signals() as stopper:
        if options.decode:
            build_programs(FUZZ_PRESET, ["explain"])
            told = decode(given.path, stopper)
            print(told.text)
            return 3 if stopper.stopped.is_set() else 0 if told.has_codec else 1
        if options.seed is not None:
            print(add_seed(ROOT, given.target, given.data, options.seed))
            return 0
        return run_it(options, given, stopper)


if __name__ == "__main__":
    sys.exit(main())
