"""Reproduces what a fuzz target or props found: one file, run through its fuzz target.

Says what the input means and which properties it breaks, then runs the target on it twice, with
sanitizers. The target is the folder that the file is in, as in state/crashes/body_fuzzer/NAME,
counterexamples/body_fuzzer/NAME or corpus/body_fuzzer/NAME; elsewhere, name it with --target.

CLOSEFRAME_BUILD=DIR in the environment: builds nothing, and takes the programs from DIR, which is
laid out as a build folder is: fuzz/TARGET, fuzz/TARGET.dict, fuzz/explain.

Exit status: 0 nothing breaks, 1 it reproduces (or only does at times), 2 the call or the machine is
at fault.
"""

import argparse
from pathlib import Path

from suite.command import Fault, Parser, as_typed
from suite.engine.inputs import Observation, explain, observe
from suite.engine.reduction import minimize
from suite.engine.signature import Breakage, broken_property
from suite.project import FUZZ_PRESET, Target, build_programs, pick_targets, read_manifest


def parse_arguments() -> argparse.Namespace:
    parser = Parser("repro", __doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--target", metavar="T", help="the fuzz target (default: FILE's folder)")
    parser.add_argument(
        "--minimize", action="store_true", help="also write FILE.min, the smallest that does it"
    )
    options = parser.parse_args()
    if not options.file.is_file():
        raise Fault(f"there is no file '{options.file}'")
    return options


def target_of(file: Path, named: str | None) -> Target:
    """The target that is named, else the nearest folder of `file` that is called like one."""
    known = read_manifest()
    if named:
        return pick_targets([named])[0]
    for folder in file.resolve().parents:
        if folder.name in known:
            return known[folder.name]
    raise Fault(
        f"cannot tell the target from the folders of '{file}': "
        f"name it with --target, one of {', '.join(known)}"
    )


def verdict(target: Target, first: Observation, second: Observation) -> str:
    if first.signature != second.signature:
        outcomes = [each.signature or "nothing" for each in (first, second)]
        return f"flaky: {target.name} found {outcomes[0]}, then {outcomes[1]}"
    if first.signature is None:
        return f"clean: {target.name} ran it twice and found nothing"
    return f"reproduced: {target.name} found {first.signature}, twice"


def write_smaller(target: Target, path: Path, signature: str) -> None:
    smaller = path.with_name(path.name + ".min")
    smaller.write_bytes(minimize(target, path, Breakage(signature, "crash", ""), seconds=20))
    sizes = f"{smaller.stat().st_size} bytes of {path.stat().st_size}"
    print(f"minimized: {as_typed(smaller)}, {sizes}")


def main() -> int:
    options = parse_arguments()
    target = target_of(options.file, options.target)
    build_programs(FUZZ_PRESET, [target.name, "explain", "dictionaries"])
    print(explain(target, options.file), flush=True)
    first, second = (observe(target, options.file) for _ in range(2))
    found = first if first.signature else second
    if found.signature and not broken_property(found.output):
        print(found.output)
    print(verdict(target, first, second))
    if options.minimize and first.signature and first.signature == second.signature:
        write_smaller(target, options.file, first.signature)
    return 1 if found.signature else 0
