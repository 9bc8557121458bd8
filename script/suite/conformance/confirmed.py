"""docs/findings/: which violations were confirmed by hand, each on a page of its own.

Its README has a row a finding, with a link to the page and the names of the rules that find it. A
page is called NAME-what-is-wrong.md after the implementation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from suite.conformance.record import Result, Table
from suite.project import ROOT

FOLDER = ROOT / "docs" / "findings"


@dataclass(frozen=True)
class Page:
    """One finding. `rules`: the names of those that find it."""

    file: str
    title: str
    rules: frozenset[str]

    def is_of(self, peer: str) -> bool:
        return self.file.startswith(f"{peer.removesuffix('-loopback')}-")


def read_pages(folder: Path = FOLDER) -> list[Page]:
    """In the order of the README; none where there is no such file."""
    path = folder / "README.md"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    found = ((line, re.search(r"\[([^\]]+)\]\(([a-z0-9.-]+\.md)\)", line)) for line in lines)
    return [
        Page(link[2], link[1], frozenset(re.findall(r"`(\w+)`", line)))
        for line, link in found
        if link and line.startswith("|")
    ]


def pages_of(pages: Sequence[Page], peer: str, rule: str) -> list[Page]:
    """Those that tell how a peer breaks a rule."""
    return [page for page in pages if page.is_of(peer) and rule in page.rules]


def unconfirmed(table: Table, pages: Sequence[Page]) -> list[tuple[Result, str]]:
    """Every rule that somebody breaks, and no page tells of."""
    return [
        (result, rule)
        for result in table.results
        for rule in result.broken()
        if not pages_of(pages, result.peer, rule)
    ]
