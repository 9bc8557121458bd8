"""How a command of one engine is ended by whoever started it."""

import contextlib
import signal
from collections.abc import Iterator

from suite.process import Stopper

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def stopped_by_signals(stopper: Stopper) -> Iterator[None]:
    """Inside, the first signal ends what runs with `stopper`, and the next one the command."""

    def on_signal(*_: object) -> None:
        if stopper.stopped.is_set():
            raise KeyboardInterrupt
        stopper.stop()

    before = {each: signal.signal(each, on_signal) for each in STOPPING}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
