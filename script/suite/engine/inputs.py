"""What a fuzz target makes of one input: whether it breaks, what it means, how small it gets."""

import contextlib
import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from suite.engine import libfuzzer
from suite.engine.signature import Breakage, breakage_of
from suite.process import End, Ending, Limits, Stopper, temporary_folder
from suite.project import FUZZ_PRESET, Target, built_program


def content_name(data: bytes) -> str:
    """What libFuzzer calls an input it writes."""
    return hashlib.sha1(data).hexdigest()


def copy_by_content(files: Iterable[Path], folder: Path) -> None:
    """Copies inputs into `folder`, each under the name of its content. One that has gone is passed
    over: an engine drops an input when it has found a smaller one."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        with contextlib.suppress(FileNotFoundError):
            data = path.read_bytes()
            copy = folder / content_name(data)
            if not copy.exists():
                copy.write_bytes(data)


# One run of one input: the engine's own limit of time comes first, and names the input.
OBSERVE = Limits(seconds=60)
EXPLAIN = Limits(seconds=10, memory=1024)


@dataclass(frozen=True)
class Observation:
    """What a target did with an input. `breakage` is None where it found nothing."""

    breakage: Breakage | None
    output: str
    end: End = End(Ending.CLEAN)

    @property
    def signature(self) -> str | None:
        """The name of what broke, the same for every input that breaks it."""
        return self.breakage.signature if self.breakage else None


def observe(
    target: Target, path: Path, limits: Limits = OBSERVE, stopper: Stopper | None = None
) -> Observation:
    """Runs `target` on one file, with readable stacks."""
    with temporary_folder() as folder:
        command = libfuzzer.run_files(target.program, [path], artifacts=folder)
        done = libfuzzer.run(command, limits, symbolize=True, stopper=stopper)
    return Observation(breakage_of(done.end, done.output), done.output, done.end)


def explain(target: Target, path: Path, stopper: Stopper | None = None) -> str:
    """What the input means, and which properties it breaks; where that cannot be said, why."""
    program = built_program(FUZZ_PRESET, "fuzz/explain")
    done = libfuzzer.run([str(program), target.name, str(path)], EXPLAIN, stopper=stopper)
    said = done.output.rstrip("\n")
    if done.end.ending in (Ending.CLEAN, Ending.EXITED):
        return said
    return f"{said}\nThe explanation ended early: {done.end}.".lstrip("\n")


def minimize(
    target: Target, path: Path, signature: str, seconds: float, stopper: Stopper | None = None
) -> bytes:
    """The smallest input libFuzzer makes of the one in `path` within `seconds` that still has
    `signature`; the input itself where there is none."""
    best = path.read_bytes()
    deadline = time.monotonic() + seconds
    with temporary_folder() as folder:
        current, smaller = folder / "current", folder / "smaller"
        current.write_bytes(best)
        seed = 0
        while best and time.monotonic() < deadline:
            seed += 1
            smaller.unlink(missing_ok=True)
            command = libfuzzer.minimize(
                target.program, current, smaller, dictionary=target.dictionary, seed=seed
            )
            # What it has found by the deadline is in `smaller`.
            left = max(0.1, deadline - time.monotonic())
            libfuzzer.run(command, Limits(left), stopper=stopper)
            if not smaller.exists() or smaller.stat().st_size >= len(best):
                break
            # A step may end on another bug than this one: then the next seed starts over.
            if observe(target, smaller, stopper=stopper).signature == signature:
                best = smaller.read_bytes()
                current.write_bytes(best)
    return best
