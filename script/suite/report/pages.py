"""The pages of a report: templates filled from records."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment

from suite.command import Fault
from suite.markup import html
from suite.markup.html import Script
from suite.process import Ending
from suite.report import estimate, links, text
from suite.report.junit import PROPS_ENDS
from suite.state.history import History, thinned
from suite.state.record import Finding, Life, Night, Verdict
from suite.state.summary import summary_of

TEMPLATES = Path(__file__).parent / "templates"
CHART_JS = Path("/usr/share/javascript/chart.js/chart.min.js")
NIGHTS_ON_INDEX = 30
WORDS = {
    Verdict.RUNNING: ("running", "…"),
    Verdict.CLEAN: ("clean", "✓"),
    Verdict.FINDINGS: ("findings", "✗"),
    Verdict.INCOMPLETE: ("incomplete", "!"),
    Verdict.LOST: ("lost", "?"),
}
GOOD_ENDS = (Ending.CLEAN.value, Ending.STOPPED.value)  # of an engine


def make_environment() -> Environment:
    environment = html.make_environment(TEMPLATES)
    environment.filters.update(
        duration=text.duration,
        moment=text.moment,
        one_in=estimate.one_in,
        hex_dump=links.hex_dump,
        thinned=thinned,
    )
    environment.globals.update(
        headline=text.headline,
        failed=text.failed,
        night_page=links.night_page,
        finding_page=links.finding_page,
        state_link=links.state_link,
        in_words=estimate.in_words,
        summary_of=summary_of,
        outlook_of=estimate.outlook_of,
        open_findings=open_findings,
        WORDS=WORDS,
        GOOD_ENDS=GOOD_ENDS,
        PROPS_ENDS=PROPS_ENDS,
        Life=Life,
        Verdict=Verdict,
    )
    return environment


def open_findings(night: Night) -> list[Finding]:
    """The night's findings: new ones first, gone ones last."""
    order = [Life.NEW, Life.KNOWN, Life.GONE]
    return sorted(night.findings, key=lambda each: order.index(each.life))


class Pages:
    """All pages made from `history`. `made`, when, is told on the first one alone: the others stay
    as they are from night to night where they say the same."""

    def __init__(self, state: Path, history: History, made: str) -> None:
        self.state, self.history, self.made = state, history, made
        self.environment = make_environment()
        own = (TEMPLATES / "page.js").read_text("utf-8")
        self.plain = Script(own)
        self.plotting = Script(read_chart_js(), own)
        self.encounters = encounters_in(history.nights)

    def every(self) -> Iterator[tuple[str, str]]:
        """Path below the report's folder, and the page."""
        nights = self.history.nights
        yield "index.html", self.index()
        yield "nights.html", self.render("nights.html", nights=nights)
        for i, night in enumerate(nights):
            neighbours = {"earlier": nights[i - 1] if i else None}
            neighbours["later"] = nights[i + 1] if i + 1 < len(nights) else None
            yield links.night_page(night.name), self.night("../", night, **neighbours)
        for met in self.encounters.values():
            yield links.finding_page(met[-1][1]), self.finding(met)

    def index(self) -> str:
        nights = self.history.nights
        if not nights:
            return self.render("empty.html", made=self.made)
        earlier = nights[-2] if len(nights) > 1 else None
        recent = nights[-NIGHTS_ON_INDEX:]
        return self.night(
            "", nights[-1], nights=recent, earlier=earlier, later=None, made=self.made
        )

    def night(self, root: str, night: Night, **more: Any) -> str:
        return self.render("night.html", root=root, night=night, **{"nights": [], **more})

    def finding(self, met: list[tuple[Night, Finding]]) -> str:
        finding = met[-1][1]
        return self.render(
            "finding.html",
            root="../../",
            script=self.plain,
            finding=finding,
            met=met,
            data=links.read_bytes(self.state, finding.path),
            report=links.read_text(self.state, finding.report),
        )

    def render(self, template: str, **values: Any) -> str:
        common: dict[str, Any] = {"root": "", "script": self.plotting, "made": ""}
        common["problems"] = self.history.problems
        return self.environment.get_template(template).render({**common, **values})


def encounters_in(nights: list[Night]) -> dict[tuple[str, str], list[tuple[Night, Finding]]]:
    """Each finding with the nights that told of it, oldest first."""
    met: dict[tuple[str, str], list[tuple[Night, Finding]]] = {}
    for night in nights:
        for finding in night.findings:
            met.setdefault((finding.target, finding.signature), []).append((night, finding))
    return met


def read_chart_js() -> str:
    try:
        return re.sub(r"(?m)^//# sourceMappingURL.*$", "", CHART_JS.read_text("utf-8"))
    except OSError:
        raise Fault(f"{CHART_JS} is missing: run script/bootstrap") from None
