"""Where an input goes that breaks something, when the state folder cannot take it."""

import contextlib
import re
import tempfile
from pathlib import Path

OTHER_FOLDERS = (Path("/var/tmp"), Path("/dev/shm"))
MOST_SHOWN = 4096  # bytes


def keep_somewhere(data: bytes, name: str) -> str:
    """Writes it where there is room; returns where it is, in words. Where there is no room at all
    the words are the input itself."""
    plain = re.sub(r"[^\w.-]", "-", name)[:150]
    for folder in (Path.home(), *OTHER_FOLDERS, Path("/tmp")):
        with contextlib.suppress(OSError):
            kept = Path(tempfile.mkdtemp(prefix="closeframe-kept-", dir=folder), plain)
            kept.write_bytes(data)
            return f"in {kept}"
    return f"in hexadecimal {data[:MOST_SHOWN].hex() or '(empty)'}"
