"""The smallest input that still breaks a target in the same way, as far as there is time."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from suite.engine import libfuzzer
from suite.engine.inputs import OBSERVE, look
from suite.engine.signature import Breakage
from suite.process import Ending, Limits, Stopper, temporary_folder
from suite.project import Target

# What an engine minimises itself: it goes on when one input is at its end. Where the process is
# at its end too, or only after a while, inputs are tried one by one, in processes of their own.
IN_PROCESS = ("property", "crash")
HANG_SECONDS = 1  # to see a hang again


class Reduction:
    """Minimises one input of a target until a deadline."""

    def __init__(
        self, target: Target, breakage: Breakage, seconds: float, stopper: Stopper | None
    ) -> None:
        self.target, self.breakage, self.stopper = target, breakage, stopper
        self.deadline = time.monotonic() + seconds

    @property
    def left(self) -> float:
        stopped = self.stopper is not None and self.stopper.stopped.is_set()
        return 0 if stopped else max(0, self.deadline - time.monotonic())

    def breaks_the_same(self, path: Path) -> bool:
        limits = Limits(max(0.1, min(self.left, OBSERVE.seconds)), OBSERVE.memory)
        hang_seconds = HANG_SECONDS if self.breakage.kind == Ending.HANG.value else None
        seen = look(self.target, path, limits, self.stopper, hang_seconds=hang_seconds)
        return seen.breaks_as(self.breakage)

    def by_engine(self, data: bytes) -> bytes:
        """What libFuzzer makes of it."""
        seed = 0
        with temporary_folder() as folder:
            current, smaller = folder / "current", folder / "smaller"
            current.write_bytes(data)
            while data and self.left > 0:
                seed += 1
                smaller.unlink(missing_ok=True)
                command = libfuzzer.minimize(
                    self.target.program,
                    current,
                    smaller,
                    dictionary=self.target.dictionary,
                    seed=seed,
                )
                # What it has found by the deadline is in `smaller`.
                libfuzzer.run(command, Limits(max(0.1, self.left)), stopper=self.stopper)
                if not smaller.exists() or smaller.stat().st_size >= len(data):
                    break
                # A step may end on another bug than this one: then the next seed starts over.
                if self.breaks_the_same(smaller):
                    data = smaller.read_bytes()
                    current.write_bytes(data)
        return data

    def one_by_one(self, data: bytes) -> bytes:
        """With ever smaller pieces cut out of it."""
        with temporary_folder() as folder:
            path = folder / "input"

            def breaks(candidate: bytes) -> bool:
                path.write_bytes(candidate)
                return self.left > 0 and self.breaks_the_same(path)

            return without_pieces(data, breaks)


def shorter(data: bytes, size: int) -> Iterator[bytes]:
    """`data` without one piece of `size`, from the end, where most is of no matter."""
    for end in range(len(data), 0, -size):
        yield data[: max(0, end - size)] + data[end:]


def without_pieces(data: bytes, breaks: Callable[[bytes], bool]) -> bytes:
    """The smallest that cutting out pieces leads to while it still `breaks`."""
    size = len(data)
    while size > 0:
        found = next((each for each in shorter(data, size) if breaks(each)), None)
        if found is not None:
            data = found
        size = min(size, len(data)) if found is not None else size // 2
    return data


def minimize(
    target: Target, path: Path, breakage: Breakage, seconds: float, stopper: Stopper | None = None
) -> bytes:
    """The smallest input found within `seconds` that breaks `target` as the one in `path` does;
    that one itself where there is none."""
    reduction = Reduction(target, breakage, seconds, stopper)
    data = path.read_bytes()
    if breakage.kind in IN_PROCESS:
        return reduction.by_engine(data)
    return reduction.one_by_one(data)
