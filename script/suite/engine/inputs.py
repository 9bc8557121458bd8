"""What a fuzz target makes of one input: whether it breaks, what it means, how small it gets."""

import contextlib
import hashlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from suite.engine import libfuzzer
from suite.engine.signature import Breakage, breakage_of
from suite.process import End, Ending
from suite.project import FUZZ_PRESET, Target, built_program


def content_name(data: bytes) -> str:
    """What libFuzzer calls an input it writes."""
    return hashlib.sha1(data).hexdigest()


def copy_by_content(files: Iterable[Path], folder: Path) -> None:
    """Copies inputs into `folder`, each under the name of its content."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        copy = folder / content_name(path.read_bytes())
        if not copy.exists():
            shutil.copyfile(path, copy)


@dataclass(frozen=True)
class Observation:
    """What a target did with an input. `breakage` is None where it found nothing."""

    breakage: Breakage | None
    output: str

    @property
    def signature(self) -> str | None:
        """The name of what broke, the same for every input that breaks it."""
        return self.breakage.signature if self.breakage else None


def observe(target: Target, path: Path) -> Observation:
    """Runs `target` on one file, with readable stacks."""
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        command = libfuzzer.run_files(target.program, [path], artifacts=Path(folder))
        done = libfuzzer.run(command, symbolize=True)
    status = done.returncode
    if status < 0:
        end = End(Ending.KILLED, signal=-status)
    else:
        end = End(Ending.EXITED if status else Ending.CLEAN, status=status)
    return Observation(breakage_of(end, done.stdout), done.stdout)


def explain(target: Target, path: Path) -> str:
    """What the input means, and which properties it breaks."""
    program = built_program(FUZZ_PRESET, "fuzz/explain")
    return libfuzzer.run([str(program), target.name, str(path)]).stdout.rstrip("\n")


def minimize(target: Target, path: Path, signature: str, seconds: float) -> bytes:
    """The smallest input libFuzzer makes of the one in `path` within `seconds` that still has
    `signature`; the input itself where there is none."""
    best = path.read_bytes()
    deadline = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="closeframe-") as folder:
        current, smaller = Path(folder, "current"), Path(folder, "smaller")
        current.write_bytes(best)
        seed = 0
        while best and time.monotonic() < deadline:
            seed += 1
            smaller.unlink(missing_ok=True)
            command = libfuzzer.minimize(
                target.program, current, smaller, dictionary=target.dictionary, seed=seed
            )
            # What it has found by the deadline is in `smaller`.
            with contextlib.suppress(subprocess.TimeoutExpired):
                libfuzzer.run(command, seconds=max(0.1, deadline - time.monotonic()))
            if not smaller.exists() or smaller.stat().st_size >= len(best):
                break
            # A step may end on another bug than this one: then the next seed starts over.
            if observe(target, smaller).signature == signature:
                best = smaller.read_bytes()
                current.write_bytes(best)
    return best
