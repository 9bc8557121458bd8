"""Pages need nothing from elsewhere, and show what is hostile as text."""

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from suite.command import Fault
from suite.markup.page_reader import Page, read_page
from suite.report import pages, report
from suite.state.example_findings import HOSTILE
from suite.state.example_nights import make_state
from suite.state.history import History
from suite.state.record import Night, PropsRun, Verdict


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("state")
    make_state(folder, 3)
    report.write(folder)
    return folder


def pages_in(state: Path) -> list[Path]:
    found = sorted((state / "report").rglob("*.html"))
    assert len(found) == 2 + 3 + 4
    return found


def one(verdict: Verdict, **more: object) -> str:
    """The first page where the only night ended so."""
    started = "2026-11-25T21:49:54Z"
    night = Night(name="2026-11-25T21-49-54Z", started=started, verdict=verdict, **more)
    return pages.Pages(Path(), History([night]), "today").index()


# ---- From elsewhere -----------------------------------------------------------------------------


def from_elsewhere(page: Path, state: Path) -> Iterator[str]:
    """What a page asks for that is not in its report, or is not in the state folder."""
    for address in read_page(page).addresses:
        target = (page.parent / unquote(address)).resolve()
        if address.startswith("data:"):
            continue
        if re.match(r"[a-z]+:|/", address) or not target.is_relative_to(state):
            yield address
        elif target.is_relative_to(state / "report") and not target.is_file():
            yield f"{address}, which is not there"
    text = page.read_text()
    style = text[text.index("<style>") : text.index("</style>")]
    yield from re.findall(r"url\([^)]*\)|@import.*", style)


def test_no_page_asks_for_anything_from_elsewhere(state: Path) -> None:
    for page in pages_in(state):
        assert list(from_elsewhere(page, state)) == []


@pytest.mark.parametrize(
    "text",
    [
        '<img src="https://x.org/a.png">',
        '<a href="//x.org">',
        '<a href="../../../x">',
        '<a href="nights/gone.html">',
    ],
)
def test_what_is_from_elsewhere_is_seen(state: Path, tmp_path: Path, text: str) -> None:
    page = state / "report/other.html"
    page.write_text(f"<style></style>{text}")
    assert len(list(from_elsewhere(page, state))) == 1
    page.write_text("<style>a { background: url(x.png) }</style>")
    assert list(from_elsewhere(page, state)) == ["url(x.png)"]
    page.unlink()


def test_a_browser_may_run_the_script_of_a_page_and_no_other(state: Path) -> None:
    for path in pages_in(state):
        page = read_page(path)
        digest = base64.b64encode(hashlib.sha256(page.script.encode()).digest()).decode()
        (policy,) = [value for _, value in page.attributes if value and "default-src" in value]
        assert f"script-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy
        assert not [name for name, _ in page.attributes if name.startswith("on")]


def test_plots_are_drawn_by_what_the_page_has_in_it(state: Path) -> None:
    script = read_page(state / "report/index.html").script
    assert "Chart.js v3" in script and "sourceMappingURL" not in script


def test_without_chart_js_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "CHART_JS", Path("/nowhere/chart.min.js"))
    with pytest.raises(Fault, match=r"^/nowhere/chart.min.js is missing: run script/bootstrap$"):
        pages.Pages(Path(), History(), "")


# ---- Hostile text -------------------------------------------------------------------------------


def test_hostile_text_is_shown_and_nothing_else(state: Path) -> None:
    shown = HOSTILE.replace("\0", "\\x00").replace("\x1b", "\\x1b")
    shown = shown.replace("\udcff", "\\xff").replace("\u202e", "\\u202e")
    told = 0
    for path in pages_in(state):
        page = read_page(path)
        assert page.tags.count("script") == 1 and "b" not in page.tags
        assert "alert(1)" not in page.script
        assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]", path.read_text())
        told += page.text.count(shown)
    assert told >= 7


# ---- Verdicts -----------------------------------------------------------------------------------


def test_the_verdict_is_first_and_what_is_incomplete_next(state: Path) -> None:
    text = read_page(state / "report/index.html").text
    order = [
        "Incomplete, and 3 findings, 2 of them new",
        "The merge of frame_fuzzer was stopped",
        "Warnings",
        "Findings",
        "Targets",
        "Would more time find more?",
        "Properties",
        "How it was run",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


@pytest.mark.parametrize(
    "verdict, words",
    [
        (Verdict.RUNNING, "This page was made while it ran"),
        (Verdict.LOST, "Lost: it ended without a word"),
        (Verdict.CLEAN, "Clean: nothing was found"),
        (Verdict.INCOMPLETE, "Incomplete: 1 thing could not be done"),
    ],
)
def test_every_verdict_is_told_with_its_colour(verdict: Verdict, words: str) -> None:
    page = one(verdict, incomplete=["a"] if verdict == Verdict.INCOMPLETE else [])
    assert words in page and f'class="banner {verdict.value}' in page


@pytest.mark.parametrize(
    "end, failed, words",
    [
        ("clean", 0, "✓ Body: 3 passed, 0 failed, 1.0 s"),
        ("exited with 1", 2, "✗ Body: 3 passed, 2 failed, 1.0 s"),
        ("killed by SIGKILL", 0, "! Body: 3 passed, 0 failed, 1.0 s; it ended: killed by SIGKILL"),
    ],
)
def test_a_run_of_props_is_good_only_where_it_ended_well(end: str, failed: int, words: str) -> None:
    run = PropsRun(what="Body", command=[], end=end, seconds=1, passed=3, failed=failed)
    page = Page()
    page.feed(one(Verdict.FINDINGS, props=[run]))
    assert f"\n{words}\n" in page.text


def test_without_a_night_the_page_says_how_to_run_one() -> None:
    page = pages.Pages(Path(), History([], ["nights/x is left out: why."]), "today").index()
    assert "No night yet" in page and "script/nightly --time 8h" in page
    assert "nights/x is left out: why." in page
