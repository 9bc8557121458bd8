"""The page as a browser has it: that its script runs, filters, and breaks no rule of the page.

Chromium is no dependency of the project: without it, these tests are skipped.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from suite.conformance import page
from suite.conformance.example_table import example_table
from suite.markup.page_reader import Page

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


def seen_by_chromium(folder: Path, added: str = "", fragment: str = "") -> tuple[str, list[str]]:
    """The page after its script has run, and `added` after that; and what the console said."""
    html = page.as_html(example_table())
    if added:
        html = re.sub(r"<meta http-equiv[^>]*>", "", html)
        html = html.replace("</body>", f"<script>{added}</script></body>")
    (folder / "index.html").write_text(html)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"]
    flags += [f"--user-data-dir={folder}/profile", "--virtual-time-budget=2000", "--dump-dom"]
    address = (folder / "index.html").as_uri() + fragment
    done = subprocess.run(
        [str(CHROMIUM), *flags, address], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, re.findall(r"CONSOLE.*", done.stderr)


def test_the_console_stays_silent_and_what_a_link_leads_to_is_open(tmp_path: Path) -> None:
    dom, said = seen_by_chromium(tmp_path, fragment="#beast-server-rejects_half_a_code")
    assert said == [] and 'class="js"' in dom
    opened = re.findall(r'<details class="behind" id="([^"]*)" open="">', dom)
    assert opened == ["beast-server-rejects_half_a_code"]


def shown_rows(dom: str) -> list[tuple[str, str]]:
    """Of the matrix, those that are not filtered out."""
    without = re.sub(r'<tr[^>]*class="off">.*?</tr>', "", dom, flags=re.S)
    found = Page()
    found.feed(without)
    rows = found.rows("matrix")
    return [(str(row["peer"].value), str(row["role"].value)) for row in rows]


@pytest.mark.parametrize(
    "change, rows",
    [
        (
            "text.value = 'beast'",
            [("beast", "client"), ("beast", "server")],
        ),
        (
            "role.value = 'server'",
            [("closeframe", "server"), ("beast", "server"), ("wslay", "server")],
        ),
        (
            "broken.checked = true",
            [("beast", "server"), ("wslay", "server"), ("ws-loopback", "client")],
        ),
    ],
)
def test_filters(tmp_path: Path, change: str, rows: list[tuple[str, str]]) -> None:
    added = f"form = document.forms[0]; form.elements.{change};"
    added += "form.dispatchEvent(new Event('input'))"
    dom, said = seen_by_chromium(tmp_path, added)
    assert said == [] and shown_rows(dom) == rows


def test_a_click_on_the_grid_shows_where_two_differ(tmp_path: Path) -> None:
    added = "document.querySelector('#grid-client tbody tr:nth-child(1) td.heat.p5').click()"
    dom, said = seen_by_chromium(tmp_path, added)
    assert said == []
    assert "closeframe and ws-loopback. A second click shows all again." in dom
