"""A badge: how many rules hold. As JSON for an endpoint of shields.io, or as a small picture."""

import json
from pathlib import Path
from xml.sax.saxutils import escape

from suite.conformance.record import Table
from suite.conformance.summary import score_of

LABEL = "close frames"
COLOURS = {"brightgreen": "#4c1", "red": "#e05d44", "lightgrey": "#9f9f9f"}
CHARACTER = 6.6  # pixels; a little more than most take


def message_of(table: Table) -> tuple[str, str]:
    """The words and their colour: of everybody who was judged, a rule holds where nobody breaks
    it."""
    if not table.results or not all(each.is_whole for each in table.results):
        return "not judged", "lightgrey"
    score = score_of(table.results, table.rules)
    if not score.judged:
        return "not judged", "lightgrey"
    return f"{score.holds} of {score.judged} rules", "brightgreen" if score.is_full else "red"


def as_json(table: Table) -> str:
    message, colour = message_of(table)
    badge = {"schemaVersion": 1, "label": LABEL, "message": message, "color": colour}
    return json.dumps(badge) + "\n"


def as_svg(table: Table) -> str:
    message, colour = message_of(table)
    left, right = (round(len(text) * CHARACTER) + 12 for text in (LABEL, message))
    words = escape(f"{LABEL}: {message}")
    style = 'fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"'
    size = f'width="{left + right}" height="20"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">
<title>{words}</title>
<rect {size} rx="3" fill="#555"/>
<path d="M{left} 0h{right - 3}q3 0 3 3v14q0 3-3 3h-{right - 3}z" fill="{COLOURS[colour]}"/>
<g {style} text-anchor="middle">
<text x="{left / 2:g}" y="14">{escape(LABEL)}</text>
<text x="{left + right / 2:g}" y="14">{escape(message)}</text>
</g>
</svg>
"""


def write(path: Path, table: Table) -> None:
    """A picture where the name ends in .svg, and else JSON."""
    text = as_svg(table) if path.suffix == ".svg" else as_json(table)
    path.write_text(text, "utf-8")
