"""What a night can do besides fuzzing: other commands of script/, each with a log of its own.

The planted bugs are measured by sevenths, one a night, so that a week has measured them all.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from suite import process
from suite.command import Fault
from suite.night.need import within_week
from suite.process import Ending, Limits, Stopper
from suite.project import BUILT_VARIABLE, ROOT
from suite.state.record import Check, Coverage, Mutants, Night

PARTS = 7
LOG_SIZE = 8 << 20  # bytes
MEMORY = 12 * 1024  # MiB; compilers beside each other need some


@dataclass(frozen=True)
class Command:
    """`seconds`: how long it takes on two cores, where no record says so."""

    words: Sequence[str]
    seconds: float


# A row a check: what --checks calls it.
CHECKS = {
    "mutants": Command(["script/mutants", "--fuzz", "60"], 600),
    "seeds": Command(
        ["script/mutants", "--engines", "random,replay", "--seeds", "20", "--sanitized"], 3600
    ),
    "pairs": Command(["script/mutants", "--pairs", "50"], 1200),
    "systematic": Command(["script/mutants", "--systematic"], 6 * 3600),
    "oss-fuzz": Command(["script/oss-fuzz-build", "--all"], 900),
    "instructions": Command(["script/bench", "--instructions"], 120),
    "coverage": Command(["script/coverage", "--only", "kept"], 90),
    "conformance": Command(["script/conformance"], 1200),
    "compilers": Command(["script/test", "libcxx", "s390x"], 600),
    "tools": Command(["script/test", "clang", "--nightly"], 600),
}
DUE = ["mutants", "coverage", "tools", "conformance"]  # what every night does that is long enough


def pick(text: str) -> list[str] | None:
    """The checks named in `text`, separated by commas; `all` for each there is, `none` for none.
    None for `due`: nobody names them."""
    if text == "due":
        return None
    special: dict[str, list[str]] = {"all": list(CHECKS), "none": []}
    names = special.get(text, [name for name in text.split(",") if name])
    for name in names:
        if name not in CHECKS:
            raise Fault(f"there is no check '{name}'; there are: {', '.join(CHECKS)}")
    return [name for name in CHECKS if name in names]


def seconds_of(names: Iterable[str], history: Iterable[Night]) -> dict[str, float]:
    """How long each will take: as when it last came to its end, and a quarter more."""
    took = {
        check.name: check.seconds
        for night in history
        for check in night.checks
        if not check.skipped and not why_incomplete(check)
    }
    return {name: 1.25 * took[name] if name in took else CHECKS[name].seconds for name in names}


# ---- Planted bugs, a part a night ---------------------------------------------------------------


def part_of(check: Check) -> int | None:
    """Which part of the planted bugs a check measured, to its end."""
    found = re.search(r"--part (\d+)/\d+", " ".join(check.command))
    return int(found[1]) if found and not check.skipped and not why_incomplete(check) else None


def parts_of(history: Iterable[Night]) -> list[int]:
    """The parts that were measured, in the order of the nights."""
    parts = [part_of(check) for night in history for check in night.checks]
    return [part for part in parts if part is not None]


def next_part(history: Iterable[Night]) -> int:
    """The one whose turn it is: 1 to PARTS."""
    parts = parts_of(history)
    return parts[-1] % PARTS + 1 if parts else 1


def mutants_of(history: Iterable[Night], now: str) -> Mutants:
    """What is known of the planted bugs; `history` has this night, too."""
    # In the order of suite.mutants, on which its parts depend.
    planted = [path.stem for path in sorted((ROOT / "mutants").glob("*.patch"))]
    report = ROOT / "build" / "mutants" / "report.json"
    rows = json.loads(report.read_text())["mutants"] if report.exists() else {}
    killed = [
        name
        for name in planted
        if any(result["kills"] for result in rows.get(name, {}).get("engines", {}).values())
    ]
    measured = {
        name for part in parts_of(within_week(history, now)) for name in planted[part - 1 :: PARTS]
    }
    return Mutants(planted=len(planted), killed=len(killed), measured_within_week=len(measured))


# ---- Running one --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where the night `name` keeps what its checks leave: below STATE/nights/NIGHT."""

    state: Path
    name: str

    @property
    def night(self) -> Path:
        return self.state / "nights" / self.name

    def log(self, check: str) -> Path:
        return self.night / "checks" / f"{check}.log"

    @property
    def coverage(self) -> Path:
        return self.night / "checks" / "coverage.json"

    def relative(self, path: Path | str) -> str:
        return os.path.relpath(path, self.state)


def command_of(name: str, place: Place, history: Iterable[Night]) -> list[str]:
    words = list(CHECKS[name].words)
    if name == "mutants":
        words += ["--part", f"{next_part(history)}/{PARTS}"]
    if name == "coverage":
        pages = place.night / "coverage"
        words += ["--corpus", str(place.state / "corpus")]
        words += ["--pages", str(pages), "--json", str(place.coverage)]
    return words


def run(
    name: str, place: Place, history: Iterable[Night], seconds: float, stopper: Stopper
) -> Check:
    """Runs a check for at most `seconds`; its output goes to the log alone."""
    command = command_of(name, place, history)
    if os.environ.get(BUILT_VARIABLE):
        return skipped(name, f"{BUILT_VARIABLE} is set, and it builds what it runs", command)
    log = place.log(name)
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "w", errors="replace") as output:
        done = process.run(
            command,
            Limits(seconds, MEMORY),
            on_line=bounded(output.write),
            environment={**os.environ, "LC_ALL": "C.UTF-8"},
            folder=ROOT,
            stopper=stopper,
        )
    lines = done.output.strip().splitlines() or ["it printed nothing"]
    return Check(
        name=name,
        command=command,
        end=str(done.end),
        passed=done.end.ending == Ending.CLEAN,
        seconds=done.end.seconds,
        log=place.relative(log),
        conclusion=lines[-1].strip(),
    )


def bounded(write: Callable[[str], object]) -> Callable[[str], None]:
    """Writes lines until there are too many, and then says so."""
    left = LOG_SIZE

    def on_line(line: str) -> None:
        nonlocal left
        if left > 0:
            write(line + "\n")
            left -= len(line) + 1
            if left <= 0:
                write(f"cut: there were more than {LOG_SIZE >> 20} MiB\n")

    return on_line


def skipped(name: str, why: str, command: Sequence[str] = ()) -> Check:
    return Check(name=name, command=list(command or CHECKS[name].words), skipped=why)


def why_incomplete(check: Check) -> str:
    """Why a check says nothing of the code: a sentence, empty where it does. A check that ends with
    another status than 0 or 1 could not do its work."""
    if check.skipped or check.passed or check.end == "exited with 1":
        return ""
    return f"{check.name}: {check.end} after {check.seconds:.0f} s: {check.conclusion}"


def coverage_of(place: Place) -> Coverage | None:
    """What the check `coverage` of this night has measured."""
    try:
        kept = json.loads(place.coverage.read_text())["kept"]
    except (OSError, ValueError, KeyError):
        return None
    return Coverage(totals=kept["totals"], pages=place.relative(kept["pages"]))


def in_words(check: Check) -> str:
    """One line for a person."""
    if check.skipped:
        return f"  -    {check.name}: {check.skipped}"
    word = "ok  " if check.passed else "[red]FAIL[/]"
    if why := why_incomplete(check):
        return f"  [yellow]?[/]    {why}\n       see {check.log}"
    where = "" if check.passed else f"\n       see {check.log}"
    return f"  {word} {check.name}, {check.seconds:.0f} s: {check.conclusion}{where}"
