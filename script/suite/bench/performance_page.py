"""Tables for a terminal and for docs/performance.md; and that page, a section for each measurement,
so that one of them can be written anew while the others stay."""

import re

from rich.table import Table

from suite.command import as_typed
from suite.project import ROOT

PAGE = ROOT / "docs" / "performance.md"
MARK = "<!-- Below this line: script/bench --document -->"
SECTIONS = ("codec", "targets", "corpus", "jobs", "memory", "exhaustive")


def show(console, rows, texts=1):
    """`rows`: lists of cells, the heading first; the first `texts` columns are no numbers."""
    heading, *body = rows
    table = Table(*heading[:texts], box=None, pad_edge=False)
    for name in heading[texts:]:
        table.add_column(name, justify="right")
    for row in body:
        table.add_row(*row)
    console.print(table)


def markdown(rows, texts=1):
    heading, *body = rows
    yield f"| {' | '.join(heading)} |"
    yield "|" + "---|" * texts + "--:|" * (len(heading) - texts)
    for row in body:
        yield f"| {' | '.join(row)} |"


def write(documents):
    """Replaces these sections, by name: (lines, pictures), these SVG by name of file. What stands
    above the mark and all other sections stay."""
    head, _, below = (PAGE.read_text() if PAGE.exists() else "# Performance\n\n").partition(MARK)
    parts = re.split(r"^<!-- (\w+) -->$", below, flags=re.M)
    sections = dict(zip(parts[1::2], parts[2::2]))
    written = [PAGE]
    for name, (lines, pictures) in documents.items():
        sections[name] = "\n".join(lines)
        for file, picture in pictures.items():
            (PAGE.parent / file).write_text(picture)
            written.append(PAGE.parent / file)
    known = [
        f"<!-- {name} -->\n\n{sections[name].strip()}\n" for name in SECTIONS if name in sections
    ]
    PAGE.write_text("\n".join([f"{head}{MARK}\n", *known]))
    print(" ".join(map(as_typed, written)))
