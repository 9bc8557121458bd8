"""What `props --last-input FILE`, or a target under CLOSEFRAME_LAST_INPUT=FILE, leaves in FILE: the
input that was being checked when it ended."""

import re
from dataclasses import dataclass
from pathlib import Path

OPTION = "--last-input"
FIRST_LINE = re.compile(rb"(\w+) (\w+) (\d{8})\n")


@dataclass(frozen=True)
class LastInput:
    """An input in the format of its fuzz target's corpus."""

    target: str
    shape: str
    data: bytes


def read_last_input(path: Path) -> LastInput | None:
    """None where all was checked, nothing was begun, or the end came while the file was written."""
    data = path.read_bytes() if path.exists() else b""
    found = FIRST_LINE.match(data)
    if not found:
        return None
    start, size = found.end(), int(found[3])
    if len(data) < start + size:
        return None
    return LastInput(found[1].decode(), found[2].decode(), data[start : start + size])
