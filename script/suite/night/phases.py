"""The phases of a night: each on record with its time and with how busy the cores were; a mistake
in one does not end the night."""

import contextlib
import sys
import time
import traceback
from collections.abc import Iterator

from suite import process
from suite.state.record import Night, Phase


class Phases:
    def __init__(self, night: Night, jobs: int) -> None:
        self.night, self.jobs = night, jobs
        self.start = time.monotonic()

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.start

    @contextlib.contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """What goes wrong in it is incomplete, and told on standard error as what it is."""
        began, used = self.elapsed, cpu_seconds()
        phase = Phase(name=name, began=round(began, 1), seconds=0)
        self.night.phases.append(phase)
        try:
            yield
        except Exception as error:  # whatever it is: the rest of the night can do without
            where = traceback.extract_tb(error.__traceback__)[-1]
            self.night.incomplete.append(
                f"{name} ended early: {type(error).__name__}: {error} ({where.name})"
            )
            with contextlib.suppress(OSError):
                traceback.print_exc(file=sys.stderr)
        finally:
            phase.seconds = round(self.elapsed - began, 1)
            busy = (cpu_seconds() - used) / (self.jobs * max(0.001, self.elapsed - began))
            phase.busy = round(min(1.0, busy), 3)


def cpu_seconds() -> float:
    """Used so far by this process and all its children."""
    return time.process_time() + process.cpu_seconds_of_children()
