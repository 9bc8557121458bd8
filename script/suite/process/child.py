"""Runs a child process within its limits, and tells how it ended."""

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from suite.process import children, proc
from suite.process.ending import Done, End, Ending, Limits, make_end
from suite.process.guard import guard
from suite.process.kept_output import KeptOutput

POLL_SECONDS = 0.2  # how often memory and the stopper are looked at
DRAIN_SECONDS = 1.0  # for what a process that was killed has still in its pipe


class Stopper:
    """Ends what runs with it: `stop` interrupts every process, kills it where it goes on for
    `grace` seconds, and lets none start later."""

    def __init__(self, grace: float = 5) -> None:
        self.grace = grace
        self.stopped = threading.Event()

    def stop(self) -> None:
        self.stopped.set()


def run(
    command: Sequence[object],
    limits: Limits,
    *,
    on_line: Callable[[str], object] | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    stopper: Stopper | None = None,
) -> Done:
    """Runs a command to its end, without input, and passes each line it prints to `on_line`. Never
    raises for what the command does: one that cannot be started is LOST.

    It is in a session of its own, so that Ctrl-C reaches it through the stopper only. Whatever it
    has started and left behind is killed. It is killed when this process ends, in whichever way;
    the thread that calls this must not end before it does, and cannot."""
    words = list(map(str, command))
    if isinstance(command[0], Path) and "/" not in words[0]:
        words[0] = f"./{words[0]}"  # of this folder, whatever PATH says
    if stopper and stopper.stopped.is_set():
        return Done(End(Ending.STOPPED), "")
    variables = dict(os.environ if environment is None else environment)
    if why := why_missing(words[0], variables, folder):
        return Done(End(Ending.LOST, why=why), "")
    try:
        child = Child(words, variables, folder)
    except OSError as error:
        return Done(End(Ending.LOST, why=error.strerror or str(error)), "")
    kept = KeptOutput(limits.output, on_line)
    with child:
        end = child.watch(limits, kept, stopper or Stopper())
    kept.close()
    if end.status in (126, 127) and kept.text.startswith("setpriv: failed to execute"):
        return Done(End(Ending.LOST, why=kept.text.strip().rpartition(": ")[2]), "")
    return Done(end, kept.text)


def why_missing(program: str, variables: Mapping[str, str], folder: Path | None) -> str:
    """Why there is no such program; empty where there is one."""
    if "/" not in program:
        found = shutil.which(program, path=variables.get("PATH", os.defpath))
        return "" if found else f"{program} is missing"
    path = Path(folder or ".", program)
    if not path.exists():
        return f"{program}: No such file or directory"
    return "" if path.is_file() and os.access(path, os.X_OK) else f"{program} is no program"


class Child:
    """One process that runs, with all that it starts."""

    def __init__(self, words: list[str], variables: dict[str, str], folder: Path | None) -> None:
        self.mark = guard.mark_a_child()
        marks = f"{os.environ.get(proc.MARKS, '')} {self.mark}".strip()
        self.started = time.monotonic()
        self.popen = subprocess.Popen(
            # The signal comes when the thread that started it ends, which then waits for it.
            ["setpriv", "--pdeathsig", "KILL", "--", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**variables, proc.MARKS: marks},
            start_new_session=True,
        )
        assert self.popen.stdout
        self.pid, self.pipe = self.popen.pid, self.popen.stdout.fileno()
        os.set_blocking(self.pipe, False)
        self.handle = os.pidfd_open(self.pid)
        self.peak = 0
        with children.running_lock:
            children.running.add(self.pid)

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing of it is left after this, even where whoever listened has failed."""
        if self.popen.returncode is None:
            self.kill()
            self.reap()
        with children.running_lock:
            children.running.discard(self.pid)
        os.close(self.handle)
        assert self.popen.stdout
        self.popen.stdout.close()

    def watch(self, limits: Limits, kept: KeptOutput, stopper: Stopper) -> End:
        """Reads what it prints until it ends, and ends it where it has to."""
        ending: Ending | None = None
        deadline, next_look = self.started + limits.seconds, self.started + POLL_SECONDS / 4
        grace_ends = 0.0
        with selectors.DefaultSelector() as selector:
            selector.register(self.pipe, selectors.EVENT_READ)
            selector.register(self.handle, selectors.EVENT_READ)
            while True:
                now = time.monotonic()
                wait = max(0, min(next_look, deadline) - now) if ending is None else POLL_SECONDS
                ready = {key.fd for key, _ in selector.select(wait)}
                if self.pipe in ready and not kept.read(self.pipe):
                    selector.unregister(self.pipe)
                if self.handle in ready:
                    break
                now = time.monotonic()
                if ending is None and now >= deadline:
                    ending = Ending.HANG
                    self.kill()
                if ending is None and stopper.stopped.is_set():
                    ending, grace_ends = Ending.STOPPED, now + stopper.grace
                    self.signal_group(signal.SIGINT)
                elif ending == Ending.STOPPED and now >= grace_ends:
                    self.kill()
                if now >= next_look:
                    next_look = now + POLL_SECONDS
                    if self.memory() > limits.memory and ending in (None, Ending.STOPPED):
                        ending = Ending.OUT_OF_MEMORY
                        self.kill()
            seconds = time.monotonic() - self.started
            self.kill()  # before it is reaped: until then nobody else gets its number
            status, cpu_seconds = self.reap()
            self.drain(kept)
        return make_end(ending, status, seconds, cpu_seconds, self.peak >> 20)

    def memory(self) -> int:
        """MiB that it and all it has started have now."""
        now = sum(each.memory for each in proc.family_of(self.pid, children.recent_table()))
        self.peak = max(self.peak, now)
        return now >> 20

    def signal_group(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def kill(self) -> None:
        """The group first, because that is quick; then whoever has left it."""
        self.signal_group(signal.SIGKILL)
        proc.kill_marked(self.mark, but=lambda pid: pid == self.pid)

    def reap(self) -> tuple[int, float]:
        """Its exit status, negative where a signal ended it, and the seconds of CPU that it used
        with all it had waited for."""
        _, raw, usage = os.wait4(self.pid, 0)
        self.popen.returncode = os.waitstatus_to_exitcode(raw)
        return self.popen.returncode, usage.ru_utime + usage.ru_stime

    def drain(self, kept: KeptOutput) -> None:
        """What is still in the pipe. Somebody may hold the other end that nobody here can kill."""
        deadline = time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < deadline and kept.read(self.pipe, waits=False):
            pass
