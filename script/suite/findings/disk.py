"""Findings as they lie in the state folder: STATE/findings/TARGET/SIGNATURE/.

  input         the smallest input known that breaks so
  original      the first one, where that was larger
  finding.json  a record.Finding
  report.txt    the words of the sanitizer or of the target, with the stack
"""

from collections.abc import Iterator
from pathlib import Path

from suite.state.record import Finding
from suite.state.writing import write_atomically

INPUT, ORIGINAL, RECORD, REPORT = "input", "original", "finding.json", "report.txt"


class Entry:
    """One finding's folder."""

    def __init__(self, state: Path, target: str, signature: str) -> None:
        self.state = state
        self.folder = state / "findings" / target / signature

    @property
    def input(self) -> Path:
        return self.folder / INPUT

    @property
    def original(self) -> Path:
        return self.folder / ORIGINAL

    def keep_input(self, data: bytes) -> bool:
        """Keeps `data` where it is the first or the smallest; says whether it did."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.input.exists():
            write_atomically(self.input, data)
            return True
        known = self.input.read_bytes()
        if len(data) >= len(known):
            return False
        if not self.original.exists():
            write_atomically(self.original, known)
        write_atomically(self.input, data)
        return True

    def write_report(self, text: str) -> None:
        write_atomically(self.folder / REPORT, text.encode(errors="replace"))

    def write(self, finding: Finding) -> None:
        write_atomically(self.folder / RECORD, (finding.json(indent=2) + "\n").encode())

    def read(self) -> Finding | None:
        """The record; None where there is none that can be read."""
        try:
            return Finding.parse_raw((self.folder / RECORD).read_bytes())
        except (OSError, ValueError):
            return None

    def relative(self, name: str) -> str:
        return (self.folder / name).relative_to(self.state).as_posix()


def entries(state: Path, target: str) -> Iterator[Entry]:
    """All findings of a target that have an input."""
    folder = state / "findings" / target
    for each in sorted(folder.iterdir()) if folder.is_dir() else []:
        if (each / INPUT).is_file():
            yield Entry(state, target, each.name)
