"""What a run leaves in its folder: the table, the page, and how long it took."""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from suite.conformance import confirmed, page, record
from suite.conformance.record import Role, Settings, Table
from suite.conformance.running import Course
from suite.state.writing import write_atomically


def read_table(folder: Path) -> Table | None:
    """The one of the last run; None where there is none that can be read."""
    try:
        return Table.parse_raw((folder / "results.json").read_bytes())
    except (OSError, ValidationError, ValueError):
        return None


def read_seconds(folder: Path) -> dict[tuple[str, Role], float]:
    """How long each took in the last run; none where there is nothing that can be read."""
    try:
        rows = json.loads((folder / "measured.json").read_bytes())
        return {(row["peer"], Role(row["role"])): float(row["seconds"]) for row in rows}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def table_of_run(course: Course) -> Table:
    """Of this run alone."""
    table = Table(settings=course.settings, skipped=course.skipped)
    for ran in course.ran.values():
        table.results.append(ran.result)
        table.rules += [rule for rule in ran.rules if rule not in table.rules]
        table.choices += [choice for choice in ran.choices if choice not in table.choices]
    return table


class Folder:
    """The folder of one run. What it has of other peers stays, if it was found with the same
    settings and the same rules."""

    def __init__(self, folder: Path, settings: Settings, order: Sequence[str]) -> None:
        self.folder, self.order = folder, order
        before = read_table(folder)
        self.before = before if before and before.settings == settings else None
        self.table = self.before or Table(settings=settings)

    def keep(self, course: Course) -> Table:
        """Writes what is known by now; returns it."""
        self.table = record.merged(self.before, table_of_run(course), self.order)
        write_atomically(self.folder / "results.json", record.as_json(self.table))
        write_atomically(self.folder / "measured.json", measured(course))
        return self.table

    def write_page(self) -> Path:
        path = self.folder / "index.html"
        html = page.as_html(self.table, confirmed.read_pages())
        write_atomically(path, html.encode("utf-8", "backslashreplace"))
        return path


def measured(course: Course) -> str:
    """Of each engine that ran: how many dialogues, how often each rule was judged, how long, and
    what was seen once and did not come again."""
    rows = [
        {
            "peer": ran.result.peer,
            "role": ran.result.role.value,
            "seconds": round(ran.seconds, 1),
            "dialogues": ran.runs,
            "judged": ran.judged,
            "chances": ran.chances,
        }
        for ran in course.ran.values()
    ]
    return json.dumps(rows, indent=1) + "\n"
