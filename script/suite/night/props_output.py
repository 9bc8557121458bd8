"""What the program props prints: its checks, their cases and how these were distributed."""

import re

from suite.state.record import PropertyCount

CHECK = re.compile(r"  (ok|FAIL) +(\S+ generator|\S+?):? +(.+)")
COUNTS = re.compile(r"(\d+) passed, (\d+) failed")
DISTRIBUTION = " " * 8


def checks_in(text: str) -> list[PropertyCount]:
    """Each check that it has told of, in its order."""
    checks: list[PropertyCount] = []
    for line in text.splitlines():
        if found := CHECK.fullmatch(line):
            word, name, cases = found.groups()
            checks.append(PropertyCount(name=name, passed=word == "ok", cases=cases))
        elif line.startswith(DISTRIBUTION) and checks and not checks[-1].distribution:
            checks[-1].distribution = line.strip().split(", ")
    return checks


def counts_in(text: str) -> tuple[int, int] | None:
    """How many checks passed and failed; None where it did not get to its end."""
    lines = text.strip().splitlines()
    found = COUNTS.match(lines[-1]) if lines else None
    return (int(found[1]), int(found[2])) if found else None


def failures_in(text: str) -> list[str]:
    """What it printed of each check that failed, a line each."""
    shown, failing = [], False
    for line in text.splitlines():
        if CHECK.fullmatch(line):
            failing = line.startswith("  FAIL")
        elif not line.startswith("  "):
            failing = False
        if failing and not line.startswith(DISTRIBUTION):
            shown.append(line)
    return shown
