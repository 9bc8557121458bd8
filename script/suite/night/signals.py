"""What may end a night early: a signal, or that nobody reads any more what it prints."""

import contextlib
import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import TextIO

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Outlet(io.TextIOBase):
    """Standard output that does not raise where nobody reads it: it says so once, to `on_loss`, and
    is silent from then on."""

    def __init__(self, inner: TextIO, on_loss: Callable[[str], object]) -> None:
        self.inner, self.on_loss, self.lost = inner, on_loss, False

    def write(self, text: str) -> int:
        self.attempt(lambda: self.inner.write(text))
        return len(text)

    def flush(self) -> None:
        self.attempt(self.inner.flush)

    def attempt(self, action: Callable[[], object]) -> None:
        if self.lost:
            return
        try:
            action()
        except (OSError, ValueError) as error:
            self.lost = True
            why = error.strerror if isinstance(error, OSError) else str(error)
            self.on_loss(f"standard output is lost ({why})")

    def isatty(self) -> bool:
        return not self.lost and self.inner.isatty()

    def fileno(self) -> int:
        return self.inner.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self.inner.encoding


@contextlib.contextmanager
def told(stop: Callable[[str], object]) -> Iterator[None]:
    """Until the end of this, `stop` is called with the reason whenever the night is to end."""

    def on_signal(number: int, _: object) -> None:
        stop(f"interrupted by {signal.Signals(number).name}")

    before = {number: signal.signal(number, on_signal) for number in STOPPING}
    stdout = sys.stdout or open(os.devnull, "w")
    sys.stdout = outlet = Outlet(stdout, stop)  # type: ignore[assignment]
    try:
        yield
    finally:
        outlet.flush()
        if outlet.lost:
            # What is still in the buffer would be tried again when the process ends.
            stdout = open(os.devnull, "w")
        sys.stdout = stdout
        for number, handler in before.items():
            signal.signal(number, handler)
