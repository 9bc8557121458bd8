"""The state folder: what nights leave to each other.

  version                        2; an older folder is brought up to date, a newer one refused
  lock                           held by the night that uses the folder, and says which
  corpus/TARGET/SHA1             kept inputs, named by their content
  findings/TARGET/SIGNATURE/     what breaks: input, original, finding.json, report.txt
  counterexamples/TARGET/        what props wrote
  set-aside/TARGET/              inputs that crash; the next night tries them again
  foreign/                       what did not belong here, moved out of the way
  nights/NIGHT/record.json       what each night says of itself
  nights/NIGHT/checks/NAME.log
  scratch/NIGHT/                 what is temporary, of the night that runs
  report/                        made from the records
"""

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from suite.command import Fault
from suite.state import foreign, migration
from suite.state.writing import write_atomically

VERSION = 2


class State:
    """A state folder that is open: no other night uses it. `words`: what its opening found to say,
    each a sentence."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.words: list[str] = []

    def corpus(self, target: str) -> Path:
        return self.folder / "corpus" / target

    def findings(self, target: str) -> Path:
        return self.folder / "findings" / target

    def counterexamples(self, target: str) -> Path:
        return self.folder / "counterexamples" / target

    def aside(self, target: str) -> Path:
        return self.folder / "set-aside" / target

    def night(self, name: str) -> Path:
        return self.folder / "nights" / name

    def scratch(self, name: str) -> Path:
        return self.folder / "scratch" / name


@contextlib.contextmanager
def open_state(folder: Path) -> Iterator[State]:
    """Opens the folder, or raises Fault: where another night is using it, where it cannot be
    written to, where it is newer than this program."""
    state = State(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        foreign.make_room(folder)
        for name in ("lock", "version"):
            if (folder / name).is_dir():
                state.words.append(foreign.set_aside(folder, folder / name, "is a folder"))
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise Fault(f"cannot write to the state folder '{folder}': {error.strerror}") from None
    with os.fdopen(handle, "r+") as lock:
        take_lock(folder, lock.fileno())
        try:
            bring_up_to_date(state)
            state.words += foreign.tidy(folder)
        except OSError as error:
            raise Fault(f"cannot use the state folder '{folder}': {error}") from None
        yield state


def take_lock(folder: Path, lock: int) -> None:
    """Held until the file is closed, which the system does for a process that is killed."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.pread(lock, 200, 0).decode(errors="replace").strip()
        who = f"another night{f' ({holder})' if holder else ''}"
        raise Fault(f"{who} is using the state folder '{folder}'") from None
    since = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    with contextlib.suppress(OSError):  # on a full disk the lock holds all the same
        os.ftruncate(lock, 0)
        os.pwrite(
            lock, f"process {os.getpid()} on {socket.gethostname()} since {since}\n".encode(), 0
        )


def bring_up_to_date(state: State) -> None:
    version = read_version(state.folder)
    if version > VERSION:
        raise Fault(
            f"the state folder '{state.folder}' has version {version}, and this program knows "
            f"{VERSION}: use a newer one, or another folder with --state"
        )
    if version < VERSION:
        state.words += migration.from_version_1(state.folder)
        write_atomically(state.folder / "version", f"{VERSION}\n")


def read_version(folder: Path) -> int:
    """Version 1 had no such file."""
    try:
        text = (folder / "version").read_text(errors="replace").strip()
    except FileNotFoundError:
        return 1
    if not text.isdecimal():
        raise Fault(f"'{folder / 'version'}' says {text[:40]!r}, which is no version")
    return int(text)
