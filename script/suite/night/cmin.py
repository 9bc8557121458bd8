"""Minimises a corpus: takes out of it what reaches nothing that the seeds and the others do not.

  script/cmin TARGET          STATE/corpus/TARGET, while no night is using it
  script/cmin TARGET FOLDER   the files of any other folder; what is in folders below it, or is
                              called .something, is left alone

Says how many files and bytes there were and are, and how many edges and features they reach with
the seeds. Nothing is taken out where an edge would be lost. It merges a copy, and only then removes
files: wherever it is interrupted, nothing is lost that is needed.

CLOSEFRAME_BUILD=DIR in the environment: builds nothing, and takes the programs from DIR.

Exit status: 0 done, 1 an input breaks the target, and nothing was taken out, 2 the call or the
machine is at fault, 3 it was not done to its end, because of --time or an interruption.
"""

import argparse
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from suite.command import Fault, Parser, as_typed, make_console, make_table
from suite.engine import libfuzzer
from suite.engine.inputs import content_name, copy_by_content
from suite.engine.libfuzzer_output import parse
from suite.night.merge import merge
from suite.night.nightly import seconds_of
from suite.night.signals import told
from suite.process import Ending, Limits, Stopper, temporary_folder
from suite.project import FUZZ_PRESET, ROOT, Target, build_programs, files_in, pick_targets
from suite.state.folder import open_state

READING = Limits(seconds=120)
# Of the features: what a target does once in a process counts for whichever input comes first.
NOISE = 0.01


class NotDone(Exception):
    """It was not done to its end; the message says why."""


class Breaks(Exception):
    """An input breaks the target; the message says which."""


# ---- The call -----------------------------------------------------------------------------------


def parse_arguments() -> argparse.Namespace:
    parser = Parser("cmin", __doc__)
    add = parser.add_argument
    add("target", metavar="TARGET", help="a fuzz target")
    add("folder", metavar="FOLDER", nargs="?", type=Path, help="of inputs, instead of the nights'")
    add("--dry-run", action="store_true", help="only say what would be taken out")
    state = ROOT / "state"
    add("--state", default=state, type=Path, metavar="DIR", help="of the nights (default: state/)")
    add("--time", default="10m", type=seconds_of, help="at most, once built (default: 10m)")
    options = parser.parse_args()
    (options.target,) = pick_targets([options.target])
    folder = options.folder
    if folder is not None and not folder.is_dir():
        raise Fault(f"there is no folder '{folder}'")
    if folder is not None and ROOT / "corpus" in (folder.resolve(), *folder.resolve().parents):
        raise Fault(f"'{folder}' is of the seeds, and nothing is needed besides them")
    return options


@contextlib.contextmanager
def corpus_of(options: argparse.Namespace) -> Iterator[Path]:
    """The folder to minimise, for this command alone where nights use it."""
    if options.folder is not None:
        yield options.folder
    else:
        with open_state(options.state) as state:
            yield state.corpus(options.target.name)


# ---- Minimising ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Corpus:
    """Files, and what they reach together with the seeds."""

    files: int
    size: int
    edges: int
    features: int


def inputs_in(folder: Path) -> list[Path]:
    return [path for path in files_in(folder) if not path.name.startswith(".")]


def measure(target: Target, files: list[Path], corpora: list[Path], stopper: Stopper) -> Corpus:
    """Of these files, which with the seeds are in `corpora`. Raises Breaks where an input ends the
    target, and NotDone where somebody does."""
    command = libfuzzer.read(target.program, corpora)
    done = libfuzzer.run(command, READING, stopper=stopper)
    if done.end.ending == Ending.LOST:
        raise Fault(f"{target.name} cannot be run: {done.end.why}")
    if done.end.ending == Ending.STOPPED:
        raise NotDone("interrupted")
    output = parse(done.output)
    if done.end.ending != Ending.CLEAN or output.status is None:
        raise Breaks(f"{done.end}")
    size = sum(path.stat().st_size for path in files)
    return Corpus(len(files), size, output.status.edge_count, output.status.features)


def which_breaks(target: Target, files: list[Path], stopper: Stopper) -> str:
    """The first of the seeds and `files` that breaks the target."""
    files = [*files_in(target.seeds), *files]
    with temporary_folder() as artifacts:
        command = libfuzzer.run_files(target.program, files, artifacts=artifacts)
        done = libfuzzer.run(command, READING, stopper=stopper)
    running = parse(done.output).running
    if done.end.ending == Ending.CLEAN or running is None:
        return "an input breaks the target among others, though not alone"
    return f"{as_typed(running)} breaks it: {done.end}"


def superfluous(folder: Path, needed: set[str]) -> list[Path]:
    """The files of `folder` whose content is not among those needed, or is there twice."""
    left = set(needed)
    unneeded = []
    for path in inputs_in(folder):
        name = content_name(path.read_bytes())
        if name in left:
            left.remove(name)
        else:
            unneeded.append(path)
    return unneeded


@dataclass(frozen=True)
class Minimised:
    before: Corpus
    after: Corpus
    unneeded: list[Path]


def minimise(target: Target, folder: Path, seconds: float, stopper: Stopper) -> Minimised:
    """What can be taken out of `folder`; takes out nothing."""
    with temporary_folder() as scratch:
        seeds, copy, new = scratch / "seeds", scratch / "corpus", scratch / "new"
        copy_by_content(files_in(target.seeds), seeds)
        copy_by_content(inputs_in(folder), copy)
        new.mkdir()
        before = measure(target, inputs_in(folder), [seeds, copy], stopper)
        merged = merge(target, copy, new, seeds, scratch / "merge", seconds, stopper)
        if merged.problem:
            raise NotDone(merged.problem)
        after = measure(target, files_in(copy), [seeds, copy], stopper)
        if after.edges < before.edges or after.features < (1 - NOISE) * before.features:
            raise NotDone(f"the merge would lose something: {before} would become {after}")
        return Minimised(before, after, superfluous(folder, {each.name for each in files_in(copy)}))


# ---- What it says -------------------------------------------------------------------------------


def show(done: Minimised) -> None:
    table = make_table("", "files", "bytes", "edges", "features")
    for name, each in (("before", done.before), ("after", done.after)):
        row = (each.files, each.size, each.edges, each.features)
        table.add_row(name, *(f"{count:,}" for count in row))
    make_console().print(table)


def main() -> int:
    options = parse_arguments()
    build_programs(FUZZ_PRESET, [options.target.name])
    stopper = Stopper()
    with corpus_of(options) as folder, told(lambda _: stopper.stop()):
        where = as_typed(folder)
        if not inputs_in(folder):
            print(f"there is no input in {where}")
            return 0
        try:
            done = minimise(options.target, folder, options.time, stopper)
        except NotDone as why:
            print(f"not done, and nothing was taken out of {where}: {why}")
            return 3
        except Breaks:
            broken = which_breaks(options.target, inputs_in(folder), stopper)
            print(f"nothing was taken out of {where}: {broken}")
            return 1
        if not options.dry_run:
            for path in done.unneeded:
                path.unlink()
    show(done)
    word = "would be taken out" if options.dry_run else "taken out"
    print(f"{len(done.unneeded)} files {word} of {where}")
    return 0
