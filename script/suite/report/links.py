"""Where pages are, and what they may point to."""

import hashlib
import re
from pathlib import Path
from urllib.parse import quote

from suite.state.record import Finding

LARGEST_FILE = 256 * 1024  # of what a page shows; the rest is cut, with a word


def night_page(name: str) -> str:
    """The page of a night, seen from the report's folder."""
    return f"nights/{safe(name)}.html"


def finding_page(finding: Finding) -> str:
    return f"findings/{safe(finding.target)}/{safe(finding.signature)}.html"


def safe(name: str) -> str:
    """A name for a file that stands for `name` alone, and is it where it can be."""
    clean = re.sub(r"[^\w.+-]", "_", name, flags=re.ASCII).lstrip(".")[:100]
    if clean and clean == name:
        return name
    return f"{clean[:80]}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def is_inside(path: str) -> bool:
    """Whether a path of a record, which is relative to the state folder, stays in there."""
    parts = Path(path).parts
    return bool(parts) and not Path(path).is_absolute() and ".." not in parts


def state_link(root: str, path: str) -> str:
    """The address of a file of the state folder, for a page from which the report's folder is
    `root`; empty where there can be none."""
    return f"{root}../{quote(path, errors='replace')}" if is_inside(path) else ""


def read_bytes(state: Path, path: str) -> bytes | None:
    """A file that a record names; None where there is none, or none of the state folder."""
    try:
        if not is_inside(path) or not (state / path).resolve().is_relative_to(state.resolve()):
            return None
        with open(state / path, "rb") as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, ValueError):
        return None


def read_text(state: Path, path: str) -> str | None:
    data = read_bytes(state, path)
    if data is None:
        return None
    text = data[:LARGEST_FILE].decode("utf-8", "surrogateescape")
    return text + ("\n... cut here" if len(data) > LARGEST_FILE else "")


def hex_dump(data: bytes, most: int = 4096) -> str:
    """Sixteen bytes a line: where, which, and as ASCII."""
    lines = []
    for at in range(0, min(len(data), most), 16):
        row = data[at : at + 16]
        shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        lines.append(f"{at:04x}  {row[:8].hex(' '):23}  {row[8:].hex(' '):23}  {shown}")
    if len(data) > most:
        lines.append(f"... and more: the first {most:,} bytes are shown")
    return "\n".join(lines) or "(empty: 0 bytes)"
