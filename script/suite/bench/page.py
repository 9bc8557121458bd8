"""Tables for a terminal and for docs/performance.md; and that page, a section for each measurement,
so that one of them can be written anew while the other stays."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from suite.command import as_typed, make_table
from suite.project import ROOT

PAGE = ROOT / "docs" / "performance.md"
MARK = "<!-- Below this line: script/bench --document -->"
SECTIONS = ("codec", "targets")

T = TypeVar("T")


def watched(console: Console, steps: Sequence[T]) -> Iterable[T]:
    """`steps`, with a bar on a terminal that shows how many are done."""
    quiet = not console.is_terminal
    return track(steps, "Measuring ...", console=console, transient=True, disable=quiet)


@dataclass(frozen=True)
class Table:
    """The heading comes first; the first `texts` columns are no numbers."""

    rows: list[list[str]]
    texts: int = 1

    def show(self, console: Console) -> None:
        table = make_table(*self.rows[0])
        for i, column in enumerate(table.columns):
            column.justify = "left" if i < self.texts else "right"
            column.no_wrap = i < self.texts  # else long headings may break
        for row in self.rows[1:]:
            table.add_row(*row)
        console.print(table)

    def markdown(self) -> Iterator[str]:
        heading, *body = self.rows
        yield f"| {' | '.join(heading)} |"
        yield "|" + "---|" * self.texts + "--:|" * (len(heading) - self.texts)
        for row in body:
            yield f"| {' | '.join(row)} |"


@dataclass(frozen=True)
class Section:
    """Its lines, and its pictures as SVG by the name of their file."""

    lines: Iterable[str]
    pictures: Mapping[str, str]


def replaced(text: str, new: Mapping[str, Section]) -> str:
    """A page with these sections instead of its own. What stands above the mark and all other
    sections stay."""
    head, _, below = text.partition(MARK)
    parts = re.split(r"^<!-- (\w+) -->$", below, flags=re.M)
    sections = dict(zip(parts[1::2], parts[2::2]))
    sections |= {name: "\n".join(section.lines) for name, section in new.items()}
    known = [name for name in SECTIONS if name in sections]
    written = [f"<!-- {name} -->\n\n{sections[name].strip()}\n" for name in known]
    return "\n".join([f"{head}{MARK}\n", *written])


def write(new: Mapping[str, Section]) -> None:
    PAGE.write_text(replaced(PAGE.read_text(), new))
    pictures = {name: svg for section in new.values() for name, svg in section.pictures.items()}
    for name, svg in pictures.items():
        PAGE.with_name(name).write_text(svg)
    print(" ".join(as_typed(PAGE.with_name(name)) for name in (PAGE.name, *pictures)))
