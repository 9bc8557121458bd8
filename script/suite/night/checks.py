"""What a night can do besides fuzzing: other commands of script/, each with a log of its own."""

import os
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from suite.command import Fault, as_typed
from suite.project import ROOT

# A row a check: what --checks calls it, and the command.
CHECKS = {
    "mutants": ["script/mutants", "--fuzz", "60"],
    "systematic": ["script/mutants", "--systematic"],
    "oss-fuzz": ["script/oss-fuzz-build", "--all"],
    "instructions": ["script/bench", "--instructions"],
}


@dataclass
class Check:
    """One command of a night and how it ended. `conclusion`: the last line it printed."""

    name: str
    log: str
    status: int
    seconds: float
    conclusion: str

    @property
    def passed(self) -> bool:
        return self.status == 0

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "seconds": round(self.seconds, 1)}

    def __str__(self) -> str:
        """One line for a person."""
        word = "ok  " if self.passed else "[red]FAIL[/]"
        where = "" if self.passed else f"\n       see {self.log}"
        return f"  {word} {self.name}, {self.seconds:.0f} s: {self.conclusion}{where}"


def pick(text: str) -> list[str]:
    """The checks named in `text`, separated by commas; `all` for each there is."""
    names = list(CHECKS) if text == "all" else [name for name in text.split(",") if name]
    for name in names:
        if name not in CHECKS:
            raise Fault(f"there is no check '{name}'; there are: {', '.join(CHECKS)}")
    return names


def run(name: str, folder: Path) -> Check:
    """Runs a check to its end; its output goes to the log alone."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{name}.log"
    start = time.monotonic()
    with open(log, "w") as output:
        status = subprocess.run(
            CHECKS[name],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        ).returncode
    lines = log.read_text(errors="replace").splitlines() or ["it printed nothing"]
    return Check(name, as_typed(log), status, time.monotonic() - start, lines[-1].strip())
