"""Runs one fuzz target in the foreground, with the flags of libFuzzer that one likes.

Starts from the seeds in corpus/TARGET, from what the nights have kept in STATE/corpus/TARGET, and
from what an earlier run left in the folder it writes to:

  fuzzed/TARGET/inputs/   new inputs; --keep also copies them into STATE/corpus/TARGET, which is
                          only read otherwise. The next night drops those that add nothing
  fuzzed/TARGET/broken/   inputs on which the target broke

--out names another folder instead of fuzzed/TARGET. What comes after -- goes to libFuzzer, after
the flags that are set here, so that it wins: as in script/fuzz body_fuzzer -- -runs=100000. All of
them are shown by script/fuzz body_fuzzer -- -help=1.

Ends when something breaks, when a flag says so, or with Ctrl-C. CLOSEFRAME_BUILD=DIR in the
environment: builds nothing, and takes the programs from DIR; those of another sanitizer than
address from DIR/msan and DIR/plain.

Exit status: 0 nothing was found, 1 something was, 2 the call or the machine is at fault, 3 it was
ended early, and had found nothing; or new inputs could not be kept.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from suite.command import Fault, Parser, as_typed
from suite.engine.inputs import content_name
from suite.night.session import Session
from suite.night.signals import told
from suite.project import BUILT_VARIABLE, FUZZ_PRESET, ROOT, Target, build_programs, pick_targets
from suite.state.folder import open_state
from suite.state.writing import write_atomically

# A row a choice of --sanitizer: the preset that has it.
PRESETS = {"address": FUZZ_PRESET, "memory": "msan", "none": "plain"}
MOST_SHOWN = 3  # of the inputs that break something
SANITIZER_HELP = "of the build: address has that for undefined behaviour, too (default: address)"


def parse_arguments(words: Sequence[str]) -> argparse.Namespace:
    """What is after the first -- is for the engine, whatever it looks like."""
    end = words.index("--") if "--" in words else len(words)
    parser = Parser("fuzz", __doc__)
    parser.usage = "%(prog)s [-h] [OPTION]... TARGET [-- FLAG...]"
    add = parser.add_argument
    add("target", metavar="TARGET", help="a fuzz target")
    add("--sanitizer", choices=PRESETS, default="address", help=SANITIZER_HELP)
    add("--keep", action="store_true", help="also keep new inputs for the nights")
    state = ROOT / "state"
    add("--state", default=state, type=Path, metavar="DIR", help="of the nights (default: state/)")
    add("--out", type=Path, metavar="FOLDER", help="where new inputs and what breaks go")
    options = parser.parse_args(words[:end])
    options.flags = words[end + 1 :]
    for flag in options.flags:
        if not flag.startswith("-"):
            raise Fault(f"after -- come flags of libFuzzer, which begin with -; not '{flag}'")
    (target,) = pick_targets([options.target])
    options.target = replace(target, preset=PRESETS[options.sanitizer])
    options.out = options.out or ROOT / "fuzzed" / target.name
    return options


def keep(new_inputs: Sequence[Path], state: Path, target: Target) -> bool:
    """Copies them to where the nights keep theirs, unless a night is at it."""
    try:
        with open_state(state) as opened:
            kept = opened.corpus(target.name)
            for path in new_inputs:
                data = path.read_bytes()
                write_atomically(kept / content_name(data), data)
    except Fault as fault:
        print(f"not kept for the nights: {fault}")
        return False
    print(f"kept for the nights: {len(new_inputs)} new inputs, in {as_typed(kept)}")
    return True


def main() -> int:
    options = parse_arguments(sys.argv[1:])
    session = Session(options.target, options.out)
    if not os.environ.get(BUILT_VARIABLE):
        print(f"building with preset {session.target.preset} ...", flush=True)
    build_programs(session.target.preset, [options.target.name])
    build_programs(FUZZ_PRESET, ["dictionaries"])
    kept = options.state / "corpus" / options.target.name
    print(f"new inputs go into {as_typed(session.inputs)}", flush=True)
    with told(lambda _: session.stopper.stop()):
        end = session.run(kept, options.flags)
    status, verdict = session.verdict(end)
    print()
    broken = sorted(session.left(slow=False), key=lambda path: path.stat().st_size)
    for path in broken[:MOST_SHOWN]:
        print(f"  kept in    {as_typed(path)}\n  again      {session.again(path)}")
    if len(broken) > MOST_SHOWN:
        print(f"  and {len(broken) - MOST_SHOWN} that are larger")
    for path in session.left(slow=True):
        print(f"  slow       {as_typed(path)}")
    new_inputs = session.new_inputs()
    if options.keep and new_inputs and not keep(new_inputs, options.state, options.target):
        status = status or 3
    print(verdict)
    return status
