"""The table of who found which mistake: a row a mistake, a cell an engine."""

from dataclasses import dataclass
from pathlib import Path

from suite.markup.markdown import table
from suite.project import ROOT

NOTHING = "—"
NOT_BUILT = "not built"  # as what is undefined in a worked example stops every program


@dataclass(frozen=True)
class Found:
    """`what` broke: a property, or as a sanitizer calls it; after how many cases, if known."""

    what: str
    case_count: int | None = None

    def __str__(self) -> str:
        return "at once" if self.case_count is None else f"{self.case_count:,}"


Cell = Found | str  # what was found, or NOTHING or NOT_BUILT

HEADS = ["mistake", "compiler", "enumeration", "RapidCheck", "replay", "libFuzzer", "told by"]


def row_of(patch: Path, found: list[Cell]) -> list[str]:
    mistake = patch.read_text("utf-8").splitlines()[0].rstrip(".")
    told = [each.what for each in (*found[1:], found[0]) if isinstance(each, Found)]
    link = f"[{mistake}](../{patch.relative_to(ROOT).as_posix()})"
    by = "".join(told[:1])
    return [link, *map(str, found), f"`{by}`" if "." in by else by]


def table_of(rows: list[list[str]]) -> str:
    return f"\n{table(HEADS, rows)}\n"


def finders(page: str) -> list[tuple[str, list[bool]]]:
    """Of each mistake, which engines found it."""
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| [")]
    return [(row[0], [cell not in (NOTHING, NOT_BUILT) for cell in row[1:6]]) for row in rows]
