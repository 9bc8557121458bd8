"""Whether each property has its row."""

import re
from collections.abc import Iterator
from pathlib import Path

FUNCTION = re.compile(r"\bbool (\w+)\(\s*const Case(?:With)?<\w+>& \w+\) \{")
ROW = re.compile(r"^PROPERTY(?:_OF\(\s*\w+,\s*|\(\s*)(\w+),", re.M)


def wrong_properties(root: Path) -> Iterator[str]:
    """What asks one case and answers yes or no is a property, and no engine runs it without row."""
    for path in sorted((root / "props" / "properties").glob("*.hpp")):
        text = path.read_text("utf-8")
        rows = ROW.findall(text)
        for name in FUNCTION.findall(text):
            if name not in rows:
                yield f"props/properties/{path.name}: {name} is no property without its row"
