"""The guard: a process that outlives this one, kills what it left and removes its folders."""

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from suite.process import proc


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
            [sys.executable, "-m", "suite.process.cleaner", proc.mark_of(self.owner)],
            cwd="/",
            env={"PYTHONPATH": str(Path(__file__).resolve().parent.parent.parent)},
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
