"""The report of all nights: pages for people, and the same for programs, from records alone."""

import datetime
from collections.abc import Iterator
from pathlib import Path

from suite.report import junit, machine, markdown, sarif
from suite.report.pages import Pages
from suite.state.history import History, read_history
from suite.state.writing import write_atomically


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
    newest = history.nights[-1] if history.nights else None
    yield from Pages(state, history, made).every()
    yield "report.json", machine.as_json(machine.report_of(history, made))
    yield "schema.json", machine.schema()
    yield "junit.xml", junit.as_junit(newest)
    yield "report.sarif", sarif.as_sarif(state, newest)
    yield "summary.md", markdown.as_markdown(newest)


def replace(path: Path, content: bytes) -> None:
    """A file that says the same already is left alone."""
    if not path.is_file() or path.read_bytes() != content:
        write_atomically(path, content)


def remove_others(folder: Path, written: set[Path]) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path not in written:
            path.unlink()
