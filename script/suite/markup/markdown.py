"""Markdown: a table, and text from anywhere within it."""

import re
from collections.abc import Iterable, Sequence

from suite.markup.text import visible


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, within whose cells a bar would end them."""
    escaped = ([cell.replace("|", "\\|") for cell in cells] for cells in [heads, *rows])
    lines = [f"| {' | '.join(cells)} |\n" for cells in escaped]
    lines.insert(1, "|---" * len(heads) + "|\n")
    return "".join(lines)


def plain(text: str) -> str:
    """`text` on one line and as it is: nothing in it is Markdown or HTML."""
    line = " ".join(visible(text).split())
    return re.sub(r"([\\`*{}\[\]<>|~&#]|\b_|_\b)", lambda found: f"&#{ord(found[1])};", line)


def code(text: str) -> str:
    """`text` on one line as code. In a table, GitHub reads a bar even in there."""
    line = " ".join(visible(text).split())
    escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace("|", "&#124;")
    return f"<code>{escaped.replace('`', '&#96;').replace('*', '&#42;')}</code>"
