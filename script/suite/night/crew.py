"""The programs that run during a night, and how they are all stopped."""

import signal
import subprocess
import threading
from collections.abc import Callable

from suite.engine import libfuzzer


class Crew:
    """Runs programs; `stop` ends them all, and any that would start later."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.running: set[subprocess.Popen[str]] = set()

    def stop(self) -> None:
        self.stopped.set()
        for process in list(self.running):
            process.send_signal(signal.SIGINT)

    def run(self, command: list[str], on_line: Callable[[str], object], seconds: float) -> int:
        """Passes each line of output to `on_line`; returns the exit status, negative where a
        signal ended it, as one does after `seconds`."""
        # A session of its own: Ctrl-C must reach it through `stop` only.
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=libfuzzer.fuzzing_environment(),
            start_new_session=True,
        ) as process:
            self.running.add(process)
            killer = threading.Timer(seconds, process.kill)
            killer.start()
            if self.stopped.is_set():
                process.send_signal(signal.SIGINT)
            for line in process.stdout or ():
                on_line(line.rstrip("\n"))
            killer.cancel()
        self.running.discard(process)
        return process.returncode
