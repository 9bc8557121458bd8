"""Child processes: each has a limit of time and of memory, dies with its parent, and its end is one
of a closed set.
"""

import atexit
import contextlib
import enum
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from suite import proc
from suite.kept_output import KeptOutput

POLL_SECONDS = 0.2  # how often memory and the stopper are looked at
DRAIN_SECONDS = 1.0  # for what a process that was killed has still in its pipe


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
        with running_lock:
            running.add(self.pid)

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing of it is left after this, even where whoever listened has failed."""
        if self.popen.returncode is None:
            self.kill()
            self.reap()
        with running_lock:
            running.discard(self.pid)
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
        now = sum(each.memory for each in proc.family_of(self.pid, recent_table()))
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


def make_end(
    ending: Ending | None, status: int, seconds: float, cpu_seconds: float, peak: int
) -> End:
    """`ending` is what was done to it, None where it ended of its own accord."""
    number = -status if status < 0 else None
    if ending is None or (ending == Ending.STOPPED and status == 0):
        ending = Ending.CLEAN if status == 0 else Ending.KILLED if number else Ending.EXITED
    exited = status if number is None else None
    return End(ending, exited, number, round(seconds, 3), round(cpu_seconds, 3), peak)


# ---- All children -------------------------------------------------------------------------------

running: set[int] = set()
running_lock = threading.Lock()
table_lock = threading.Lock()
latest_table: tuple[float, dict[int, proc.Process]] = (0, {})


def recent_table() -> dict[int, proc.Process]:
    """All processes as they were a moment ago: whoever runs several reads them once."""
    global latest_table
    with table_lock:
        if time.monotonic() - latest_table[0] > POLL_SECONDS / 2:
            latest_table = (time.monotonic(), proc.table())
        return latest_table[1]


def cpu_seconds_of_children() -> float:
    """Used so far by all that were ever run here, and by those that still run."""
    with running_lock:
        leaders = list(running)
    processes = proc.table()
    now = sum(each.cpu_seconds for pid in leaders for each in proc.family_of(pid, processes))
    ended = os.times()
    return now + ended.children_user + ended.children_system


# ---- When this process is killed ----------------------------------------------------------------


class Guard:
    """A process that outlives this one, and then kills what it left and removes its folders."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.popen: subprocess.Popen[bytes] | None = None
        self.owner = 0
        self.count = 0
        self.folders: list[Path] = []

    def mark_a_child(self) -> str:
        """A mark for a child that is about to start; the guard looks for its beginning."""
        with self.lock:
            self.start()
            self.count += 1
            return f"{proc.mark_of(os.getpid())}{self.count}."

    def start(self) -> None:
        if self.popen and self.popen.poll() is None and self.owner == os.getpid():
            return
        self.owner = os.getpid()
        # It carries no marks itself: whoever kills this process by its mark must not kill it.
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "suite.guard", proc.mark_of(self.owner)],
            cwd="/",
            env={"PYTHONPATH": str(Path(__file__).resolve().parent.parent)},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            bufsize=0,
        )
        for folder in self.folders:
            self.say("add", folder)

    def say(self, word: str, folder: Path) -> None:
        assert self.popen and self.popen.stdin
        with contextlib.suppress(BrokenPipeError):
            self.popen.stdin.write(f"{word} {os.fsencode(folder).hex()}\n".encode())

    def add(self, folder: Path) -> None:
        with self.lock:
            self.start()
            self.folders.append(folder)
            self.say("add", folder)

    def remove(self, folder: Path) -> None:
        with self.lock:
            self.folders.remove(folder)
            self.say("remove", folder)

    def close(self) -> None:
        if self.popen and self.popen.stdin and self.owner == os.getpid():
            self.popen.stdin.close()
            self.popen.wait()


guard = Guard()
atexit.register(guard.close)


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """An empty folder below TMPDIR that is removed in the end, even when this process is killed."""
    folder = Path(tempfile.mkdtemp(prefix="closeframe-")).resolve()
    guard.add(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        guard.remove(folder)
