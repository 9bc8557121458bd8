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
environment: builds nothing, and takes the programs from DIR, whatever sanitizer they have.

Exit status: 0 nothing was found, 1 something was, 2 the call or the machine is at fault, 3 it was
ended early, and had found nothing; or new inputs could not be kept.
"""

import argparse
import math
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from suite import process
from suite.command import Fault, Parser, as_typed, make_folder
from suite.engine import libfuzzer
from suite.engine.inputs import content_name
from suite.engine.libfuzzer_output import Output
from suite.engine.signature import breakage_of
from suite.night.signals import told
from suite.process import Done, Ending, Limits, Stopper
from suite.project import (
    BUILT_VARIABLE,
    FUZZ_PRESET,
    ROOT,
    Target,
    build_programs,
    built_program,
    core_count,
    files_in,
    pick_targets,
)
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
    (options.target,) = pick_targets([options.target])
    options.out = options.out or ROOT / "fuzzed" / options.target.name
    return options


class Session:
    """One engine, what it says, and what it leaves."""

    def __init__(self, target: Target, sanitizer: str, out: Path) -> None:
        self.target, self.sanitizer = target, sanitizer
        self.preset = PRESETS[sanitizer]
        self.inputs, self.broken = out / "inputs", out / "broken"
        for folder in (self.inputs, self.broken):
            make_folder(folder)
        self.broken_before = set(files_in(self.broken))
        self.inputs_before = set(files_in(self.inputs))
        self.output = Output()
        self.stopper = Stopper()

    def program(self, name: str) -> Path:
        return built_program(self.preset, f"fuzz/{name}")

    def run(self, kept: Path, flags: Sequence[str]) -> Done:
        """Its output goes to the terminal as it comes."""
        corpora = [self.inputs, self.target.seeds, *([kept] if kept.is_dir() else [])]
        command = libfuzzer.fuzz(
            self.program(self.target.name),
            corpora,
            max_input_size=self.target.max_input_size,
            artifacts=self.broken,
            dictionary=self.program(f"{self.target.name}.dict"),
            flags=flags,
        )
        return process.run(
            command,
            Limits(math.inf, memory=Limits(0).memory * core_count()),
            on_line=self.read,
            environment=libfuzzer.environment_of(symbolize=True),
            stopper=self.stopper,
        )

    def read(self, line: str) -> None:
        print(line, flush=True)
        self.output.read(line)
        if self.output.refused_flag:
            self.stopper.stop()

    def left(self, slow: bool) -> list[Path]:
        """Inputs on which the target broke, wherever a flag had the engine put them; or those that
        were only slow."""
        here = [path for path in files_in(self.broken) if path not in self.broken_before]
        every = [*here, *map(Path, self.output.artifacts)]
        known = {path.resolve(): path for path in every if path.is_file()}
        return [path for path in known.values() if libfuzzer.is_slow_input(path) == slow]

    def new_inputs(self) -> list[Path]:
        return [path for path in files_in(self.inputs) if path not in self.inputs_before]

    def again(self, path: Path) -> str:
        """The command that runs `path` once more, under the same sanitizer."""
        typed = shlex.quote(as_typed(path))
        if self.sanitizer == "address":
            command = shlex.quote(as_typed(ROOT / "script/repro"))
            return f"{command} --target {self.target.name} {typed}"
        return f"{shlex.quote(as_typed(self.program(self.target.name)))} {typed}"

    def verdict(self, done: Done) -> tuple[int, str]:
        """The exit status, and the last line."""
        if self.output.refused_flag:
            raise Fault(f"libFuzzer has no flag '{self.output.refused_flag}'")
        end = libfuzzer.end_of(done)
        count = f"{self.output.executions:,} executions"
        left = self.left(slow=False)
        if not left and end.ending == Ending.STOPPED:
            return 3, f"ended early: {count}, and nothing found"
        if not left and end.ending == Ending.CLEAN:
            return 0, f"nothing found: {count}"
        never_began = end.status == 1 and self.output.started is None
        if not left and (end.ending == Ending.LOST or never_began):
            raise Fault(f"{self.target.name} cannot fuzz, {end}: {self.output.last_words}")
        broken = breakage_of(end, "\n".join(self.output.report))
        what = broken.title if broken else f"{len(left)} inputs that break something"
        where = "" if left else "; the engine left no input of it"
        return 1, f"found: {what}, after {count}{where}"


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
    session = Session(options.target, options.sanitizer, options.out)
    if not os.environ.get(BUILT_VARIABLE):
        print(f"building with preset {session.preset} ...", flush=True)
    build_programs(session.preset, [options.target.name, "dictionaries"])
    kept = options.state / "corpus" / options.target.name
    print(f"new inputs go into {as_typed(session.inputs)}", flush=True)
    with told(lambda _: session.stopper.stop()):
        done = session.run(kept, options.flags)
    status, verdict = session.verdict(done)
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
