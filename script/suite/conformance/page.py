"""The table as one page of HTML that needs nothing from elsewhere, to filter and click through."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment

from suite.conformance import confirmed, grid, summary
from suite.conformance.record import Result, Role, Table, Verdict
from suite.markup.html import Script, make_environment

TEMPLATES = Path(__file__).parent / "templates"
# What stands in a cell, and its class in style.css.
SIGNS = {
    Verdict.HOLDS: "✓",
    Verdict.VIOLATES: "✗",
    Verdict.HANGS: "∞",
    Verdict.CRASHES: "!",
    Verdict.NOT_APPLICABLE: "·",
    Verdict.NOT_RUN: "?",
}


def as_html(table: Table, findings: Sequence[confirmed.Page] = ()) -> str:
    script = Script((TEMPLATES / "page.js").read_text("utf-8"))
    values: dict[str, Any] = {"table": table, "script": script, "grids": grid.grids_of(table)}
    values["findings_of"] = lambda result, rule: confirmed.pages_of(findings, result.peer, rule)
    return environment().get_template("page.html").render(values)


def environment() -> Environment:
    found = make_environment(TEMPLATES)
    found.globals.update(
        title_of=summary.title_of,
        who_answers=summary.who_answers,
        score_of=summary.score_of,
        cell_id=cell_id,
        shade=shade,
        zip=zip,
        languages=languages,
        SIGNS=SIGNS,
        Role=Role,
        Verdict=Verdict,
    )
    return found


def cell_id(result: Result, rule: str) -> str:
    """What the details behind a cell are called."""
    return re.sub(r"[^\w.-]", "_", f"{result.peer}-{result.role.value}-{rule}", flags=re.ASCII)


def languages(table: Table) -> Sequence[str]:
    return sorted({each.language for each in table.results if each.language})


def shade(agreement: grid.Agreement) -> str:
    """The class of a cell of the grid: by tens, where most of them are."""
    percent = agreement.percent
    return "none" if percent is None else f"p{min(10, percent // 10)}"
