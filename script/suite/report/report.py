"""The report of all nights: pages for people, and the same for programs, from records alone."""

import datetime
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from suite.report.pages import Pages
from suite.state.history import History, read_history


def write(state: Path) -> Path:
    """Makes STATE/report anew, and returns its index.html. Every file is replaced as a whole; what
    no night tells of any more is removed."""
    history = read_history(state)
    now = datetime.datetime.now(datetime.timezone.utc)
    folder, written = state / "report", set()
    for path, content in contents(state, history, f"{now:%Y-%m-%d, %H:%M} UTC"):
        replace(folder / path, content.encode("utf-8", "backslashreplace"))
        written.add(folder / path)
    remove_others(folder, written)
    return folder / "index.html"


def contents(state: Path, history: History, made: str) -> Iterator[tuple[str, str]]:
    """Each file of the report, below its folder, and what it says."""
    yield from Pages(state, history, made).every()


def replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


def remove_others(folder: Path, written: set[Path]) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path not in written:
            path.unlink()


def remove(folder: Path) -> None:
    shutil.rmtree(folder)
