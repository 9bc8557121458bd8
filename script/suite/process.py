"""Child processes: each has a limit of time and of memory, dies with its parent, and its end is one
of a closed set.
"""

import enum
import signal
from dataclasses import dataclass


class Ending(str, enum.Enum):
    """How a process ended. What an engine's exit status means is for suite.engine to say: it turns
    EXITED and KILLED into CRASH, HANG or OUT_OF_MEMORY where the engine says so."""

    CLEAN = "clean"  # status 0
    CRASH = "crash"  # the code under test broke, and its sanitizer, engine or signal says so
    HANG = "hang"  # it was over its limit of time
    OUT_OF_MEMORY = "out of memory"  # it was over its limit of memory
    KILLED = "killed"  # by a signal that nobody here sent
    EXITED = "exited"  # with a status that says nothing else
    STOPPED = "stopped"  # because the night was to end
    LOST = "lost"  # it could not be started, or nobody knows


@dataclass(frozen=True)
class End:
    """The end of one process. Times are in seconds, memory is in MiB."""

    ending: Ending
    status: int | None = None  # its exit status, where it exited
    signal: int | None = None  # which signal ended it, where one did
    seconds: float = 0
    cpu_seconds: float = 0
    peak_memory: int = 0
    why: str = ""  # for LOST: what the system said

    def __str__(self) -> str:
        if self.signal is not None and self.ending in (Ending.KILLED, Ending.CRASH):
            return f"{self.ending.value} by {signal.Signals(self.signal).name}"
        if self.ending == Ending.EXITED:
            return f"exited with {self.status}"
        return self.ending.value + (f": {self.why}" if self.why else "")
