"""The record of the night that runs: on disk from its first second on; and what became of a night
that never came to its end."""

import contextlib
import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

from suite.command import Fault
from suite.engine.inputs import content_name
from suite.process import proc
from suite.state.folder import State
from suite.state.foreign import entries, free_name, is_folder
from suite.state.migration import night_name
from suite.state.record import Night, Verdict
from suite.state.writing import reserve, write_atomically

SECONDS_BETWEEN_WRITES = 5
EARLY, SECONDS_BETWEEN_EARLY_WRITES = 60, 2  # a short night has something to show, too
# In scratch/NIGHT/TARGET: what engines have found beyond the corpus, and what breaks something.
NEW_INPUTS, ARTIFACTS = "new", "artifacts"


def clock(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class Keeper:
    """Writes a night's record every few seconds, after `refresh` has brought it up to date, until
    it is finished. `problem`: why it could not be written, where it could not."""

    def __init__(self, state: State, refresh: Callable[[], None]) -> None:
        self.state, self.refresh = state, refresh
        self.began = self.counts_from = time.time()
        folder = free_name(state.folder / "nights", night_name(self.began))
        folder.mkdir(parents=True)
        self.scratch = state.scratch(folder.name)
        self.scratch.mkdir(parents=True)
        try:
            reserve.make(self.scratch / "reserve")
        except OSError as error:
            shutil.rmtree(self.scratch, ignore_errors=True)
            folder.rmdir()
            why = f"cannot write to the state folder '{state.folder}': {error.strerror}"
            raise Fault(why) from None
        me = proc.look_up(os.getpid())
        self.night = Night(name=folder.name, started=clock(self.began), process=os.getpid())
        self.night.process_started = me.started if me else 0
        self.path = folder / "record.json"
        self.problem = ""
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.keep_writing, daemon=True)
        self.write()

    def start(self) -> None:
        self.thread.start()

    def building_is_over(self) -> None:
        """The time that somebody asked for is counted from here on."""
        self.counts_from = time.time()
        self.night.seconds_building = round(self.counts_from - self.began, 1)

    def keep_writing(self) -> None:
        while not self.over.wait(self.pause):
            self.write()

    @property
    def pause(self) -> float:
        is_early = time.time() - self.began < EARLY
        return SECONDS_BETWEEN_EARLY_WRITES if is_early else SECONDS_BETWEEN_WRITES

    def write(self) -> None:
        with self.lock:
            self.night.seconds_used = round(time.time() - self.counts_from, 1)
            self.refresh()
            try:
                write_atomically(self.path, self.night.json(indent=1) + "\n")
            except OSError as error:
                self.problem = error.strerror or str(error)

    def finish(self, verdict: Verdict) -> None:
        """The last word; the scratch folder goes."""
        self.over.set()
        if self.thread.is_alive():
            self.thread.join()
        self.night.verdict = verdict
        self.night.ended = clock(time.time())
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.write()


# ---- Nights that never came to their end --------------------------------------------------------


def is_running(night: Night) -> bool:
    """Whether a record that says RUNNING tells the truth. Its pid may be somebody else's now."""
    found = proc.look_up(night.process) if night.verdict == Verdict.RUNNING else None
    return bool(found and found.is_alive and found.started == night.process_started)


def settle_lost_nights(state: State) -> list[str]:
    """For whoever has the state folder to himself: says in the records of nights that were killed
    what became of them, takes in what they had found, and removes what they left. Returns a
    sentence for each."""
    words = []
    for folder in entries(state.folder / "nights"):
        with contextlib.suppress(OSError, ValueError):
            night = Night.parse_file(folder / "record.json")
            if night.verdict == Verdict.RUNNING and night.process != os.getpid():
                words.append(settle(state, folder, night))
    for scratch in entries(state.folder / "scratch"):  # of a night whose record is gone
        inputs, broken = take_in(state, scratch)
        remove(scratch)
        words.append(f"{scratch.name} left {in_words(inputs, broken)}")
    return words


def settle(state: State, folder: Path, night: Night) -> str:
    path = folder / "record.json"
    last_word = clock(path.stat().st_mtime)
    scratch = state.scratch(night.name)
    inputs, broken = take_in(state, scratch)
    sentence = (
        f"the night of {night.started} was killed, or the machine went down, "
        f"after its last word at {last_word}; taken in: {in_words(inputs, broken)}"
    )
    night.verdict, night.ended = Verdict.LOST, last_word
    night.incomplete.append(sentence)
    write_atomically(path, night.json(indent=1) + "\n")
    remove(scratch)
    return sentence


def in_words(inputs: int, broken: int) -> str:
    text = f"{inputs} new input{'s' * (inputs != 1)}"
    if broken:
        text += f", {broken} on which an engine had ended, which are tried again"
    return text


def take_in(state: State, scratch: Path) -> tuple[int, int]:
    """What engines had found: new inputs go into the corpora, and what breaks something to those
    that are tried again. Returns how many of each."""
    counts = [0, 0]
    for target in entries(scratch):
        for folder in entries(target):
            if folder.name == NEW_INPUTS:
                counts[0] += copy(folder, state.corpus(target.name))
            counts[1] += copy(folder / ARTIFACTS, state.aside(target.name))
    return counts[0], counts[1]


def copy(folder: Path, to: Path) -> int:
    count = 0
    for path in entries(folder) if is_folder(folder) else []:
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            new = to / content_name(data)
            if not new.exists():
                write_atomically(new, data)
                count += 1
    return count


def remove(folder: Path) -> None:
    if is_folder(folder):
        shutil.rmtree(folder, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            folder.unlink()
