"""How a process ends, and within which limits it runs."""

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
            return f"{self.ending.value} by {signal_name(self.signal)}"
        if self.ending == Ending.EXITED:
            return f"exited with {self.status}"
        return self.ending.value + (f": {self.why}" if self.why else "")


def signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # one of the real-time signals
        return f"signal {number}"


@dataclass(frozen=True)
class Limits:
    """What a process and all it starts may use. `memory`: MiB, resident, of all of them together;
    it is looked at a few times a second. `output`: so many bytes of it are kept."""

    seconds: float
    memory: int = 4096
    output: int = 1 << 20


@dataclass(frozen=True)
class Done:
    """A process that has ended, with what it printed to either output. Where that was more than the
    limit, its beginning and its end are here, with a word between them."""

    end: End
    output: str


def make_end(
    ending: Ending | None, status: int, seconds: float, cpu_seconds: float, peak: int
) -> End:
    """`ending` is what was done to it, None where it ended of its own accord."""
    number = -status if status < 0 else None
    if ending is None or (ending == Ending.STOPPED and status == 0):
        ending = Ending.CLEAN if status == 0 else Ending.KILLED if number else Ending.EXITED
    exited = status if number is None else None
    return End(ending, exited, number, round(seconds, 3), round(cpu_seconds, 3), peak)
