"""Markdown that commands write."""

from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, within whose cells a bar would end them."""
    escaped = ([cell.replace("|", "\\|") for cell in cells] for cells in [heads, *rows])
    lines = [f"| {' | '.join(cells)} |\n" for cells in escaped]
    lines.insert(1, "|---" * len(heads) + "|\n")
    return "".join(lines)
