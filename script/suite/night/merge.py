"""Minimises a corpus: what a night has found is added to it, and what is no longer needed goes."""

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from suite.engine import libfuzzer, merge_notes
from suite.engine.inputs import content_name, copy_by_content
from suite.engine.libfuzzer_output import parse
from suite.process import Ending, Limits, Stopper
from suite.project import Target, files_in
from suite.state.writing import sync_folder

NOTES = "notes"
BREAKING = "breaking"


@dataclass(frozen=True)
class Merged:
    """`problem`: why it was not done, and all that was new was kept; empty where it was done.
    `features_seen_once`: how many are reached by a single input; None where that is not known.
    `breaking`: inputs at which the target broke."""

    problem: str = ""
    breaking: tuple[bytes, ...] = ()
    features_seen_once: int | None = None


def merge(
    target: Target,
    corpus: Path,
    new: Path,
    seeds: Path,
    scratch: Path,
    seconds: float,
    stopper: Stopper,
) -> Merged:
    """Merges `new` into `corpus`, as far as it adds to the seeds. The corpus loses a file only when
    all it reaches is reached by others: an interruption leaves it larger, never smaller."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(seeds, scratch / "merged")
    # libFuzzer calls itself through a shell, and does not quote: it sees plain names alone.
    for name, path in (("target", target.program), ("corpus", corpus), ("new", new)):
        (scratch / name).symlink_to(path.resolve())
    (scratch / BREAKING).mkdir()
    corpora = ["merged", "corpus", "new"]
    command = libfuzzer.merge("./target", corpora, artifacts=BREAKING, control_file=NOTES)
    environment = {**libfuzzer.environment_of(symbolize=False), "TMPDIR": "."}
    done = libfuzzer.run(
        command, Limits(seconds), environment=environment, folder=scratch, stopper=stopper
    )
    output = parse(done.output)
    problem = ""
    if done.end.ending == Ending.STOPPED:
        problem = "interrupted"
    elif done.end.ending != Ending.CLEAN:
        problem = f"{done.end} after {done.end.seconds:.0f} s: {output.last_words}"
    elif output.merge_attempt_count != 1:
        # An input crashed, and was dropped: then it may not be dropped here.
        problem = "an input breaks the target"
    if problem:
        keep_all(new, corpus)
        return Merged(problem, broken_inputs(scratch / BREAKING))
    once = merge_notes.features_seen_once(scratch / NOTES)
    replace_by(corpus, scratch / "merged", {path.name for path in files_in(seeds)})
    return Merged(features_seen_once=once)


def broken_inputs(folder: Path) -> tuple[bytes, ...]:
    paths = [path for path in files_in(folder) if not libfuzzer.is_slow_input(path)]
    return tuple(path.read_bytes() for path in paths)


def keep_all(new: Path, corpus: Path) -> None:
    """What was found is kept as it is: the next night merges it."""
    copy_by_content(files_in(new), corpus)
    sync_folder(corpus)


def replace_by(corpus: Path, merged: Path, seeds: set[str]) -> None:
    """Adds what is new to the corpus, and only then takes out of it what is not needed."""
    wanted = {path.name for path in files_in(merged)} - seeds
    have = {path.name for path in files_in(corpus)}
    os.sync()  # what is renamed next has reached the disk
    for name in wanted - have:
        os.replace(merged / name, corpus / name)
    sync_folder(corpus)
    for name in have - wanted:
        path = corpus / name
        with contextlib.suppress(FileNotFoundError):
            if content_name(path.read_bytes()) not in wanted:
                path.unlink()
