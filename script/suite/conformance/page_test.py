"""The page and the document say what the table says, and show what is hostile as text."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from suite.command import Fault
from suite.conformance import confirmed, document, page
from suite.conformance.example_table import HALF, ONCE, example_table, make_result
from suite.conformance.record import Role, Verdict
from suite.markup.page_reader import Page
from suite.state.example_findings import HOSTILE

SHOWN = HOSTILE.replace("\0", "\\x00").replace("\x1b", "\\x1b")
SHOWN = SHOWN.replace("\udcff", "\\xff").replace("\u202e", "\\u202e")


@pytest.fixture(scope="module")
def html() -> str:
    return page.as_html(example_table())


@pytest.fixture(scope="module")
def read(html: str) -> Page:
    found = Page()
    found.feed(html)
    found.close()
    return found


# ---- The page -----------------------------------------------------------------------------------


def test_each_cell_has_its_verdict(read: Page) -> None:
    rows = [
        (row["peer"].value, row["role"].value, row[HALF.rule].value, row[ONCE.rule].value)
        for row in read.rows("matrix")
    ]
    assert rows == [
        ("closeframe", "client", "holds", "holds"),
        ("closeframe", "server", "holds", "holds"),
        ("beast", "client", "holds", "not applicable"),
        ("beast", "server", "violates", "holds"),
        ("wslay", "server", "violates", "crashes"),
        ("ws-loopback", "client", "holds", "hangs"),
        ("jetty", "client", "not run", "not run"),
    ]


def test_what_breaks_leads_to_what_is_behind_it(read: Page) -> None:
    ids = [value for name, value in read.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    links = [address[1:] for address in read.addresses if address.startswith("#")]
    assert set(links) <= set(ids)
    assert "beast-server-rejects_half_a_code" in links
    for words in (
        "script/conformance --show beast 8003880102",
        HALF.sentence,
        "RFC 6455 §5.5.1",
        "it is rejected",
        "accepts it",
        "no java",
    ):
        assert words in read.text


def test_the_page_says_who_confirmed_it() -> None:
    html = page.as_html(
        example_table(), [confirmed.Page("beast-x.md", "t", frozenset([HALF.rule]))]
    )
    assert html.count("docs/findings/beast-x.md") == 1
    assert html.count("Not confirmed by hand yet") == 3


def test_the_page_needs_nothing_from_elsewhere(html: str, read: Page) -> None:
    for address in read.addresses:
        assert address.startswith(("#", "data:")) or address == "results.json"
    style = html[html.index("<style>") : html.index("</style>")]
    assert not re.findall(r"url\([^)]*\)|@import.*", style)


def test_a_browser_may_run_its_script_and_no_other(read: Page) -> None:
    digest = base64.b64encode(hashlib.sha256(read.script.encode()).digest()).decode()
    (policy,) = [value for _, value in read.attributes if value and "default-src" in value]
    assert f"script-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy
    assert not [name for name, _ in read.attributes if name.startswith("on")]


def test_what_is_hostile_is_shown_and_nothing_else(html: str, read: Page) -> None:
    assert read.tags.count("script") == 1 and "alert(1)" not in read.script
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]", html)
    # Version, language, runtime, what was changed, trouble, story, happened, kind, policy, grid.
    assert read.text.count(SHOWN) >= 10


def test_a_heat_map_has_every_pair(read: Page) -> None:
    values = [[cell.value for cell in row[1:]] for row in read.tables["grid-client"] if row]
    assert values == [["100", "100", "50"], ["100", "100", "50"], ["50", "50", "100"]]
    camps = [value for name, value in read.attributes if name == "data-camps"]
    assert camps == ["0 0 1 ", "1 2 0 "] or len(camps) == 2


def test_a_run_that_was_not_whole_says_so() -> None:
    table = example_table()
    assert "This was no whole run" not in page.as_html(table)
    table.settings.short = True
    assert "This was no whole run" in page.as_html(table)


# ---- The document -------------------------------------------------------------------------------


def test_the_document_has_each_implementation_rule_answer_and_counterexample() -> None:
    text = "\n".join(document.below(example_table()))
    for words in (
        "| [Boost.Beast](#peer-beast) | 1.0 | C++ | client server | 1 of 2 |",
        "Boost.Beast (server)",
        "| closes with 1007 | ws-loopback |",
        "| ws-loopback | 50 | 50 |  |",
        "<code>script/conformance --show beast 8003880102</code>",
        "- <code>rejects_half_a_code</code>, as a server: **violates**.",
        "The smallest dialogue: it accepts it: ",
        "compression off",
        "**not judged to its end**",
        "- qt was not run",
    ):
        assert words in text
    assert "It breaks none of the rules that could be judged." in text


FINDINGS = """
| library | what | clause | rule that finds it | known? |
|---|---|---|---|---|
| Beast | [half a code](beast-half-a-code.md); not new | §5.5.1 | `rejects_half_a_code` | no |
| | [another](beastly-other.md) | §5.5.1 | `rejects_half_a_code`, `x` | no |
"""


def test_what_was_confirmed_by_hand_is_linked_and_the_rest_says_so(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(FINDINGS)
    pages = confirmed.read_pages(tmp_path)
    assert [(each.file, len(each.rules)) for each in pages] == [
        ("beast-half-a-code.md", 1),
        ("beastly-other.md", 2),
    ]
    text = "\n".join(document.details(example_table(), pages))
    assert "Confirmed by hand: [half a code](findings/beast-half-a-code.md)." in text
    assert text.count("Not confirmed by hand yet.") == 3
    assert "3 of these have no page in [findings]" in text
    assert len(confirmed.unconfirmed(example_table(), pages)) == 3


def test_the_findings_of_the_project_can_be_read() -> None:
    pages = confirmed.read_pages()
    assert sum(bool(each.rules) for each in pages) > 20
    for each in pages:
        assert (confirmed.FOLDER / each.file).exists()


def test_nothing_that_is_hostile_is_markdown() -> None:
    text = "\n".join(document.below(example_table()))
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)
    for line in text.splitlines():
        assert "<script" not in line and "`x`" not in line
        if line.startswith("|"):
            assert line.endswith("|")


def test_a_long_text_is_told_by_its_beginning_and_its_size() -> None:
    (found,) = make_result("x", Role.SERVER, Verdict.VIOLATES, said="a" * 246).counterexamples
    assert document.in_short(found) == "it aaaaaaaaaaaaaaaa… (123 bytes)"


def test_what_people_wrote_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "conformance.md"
    monkeypatch.setattr(document, "PAGE", path)
    monkeypatch.setattr(document, "SCHEMA", tmp_path / "schema.json")
    path.write_text(f"# By hand\n\n{document.MARK}\nof last year\n")
    document.write(example_table())
    text = path.read_text()
    assert text.startswith(f"# By hand\n\n{document.MARK}\n## Implementations\n")
    assert "of last year" not in text
    path.write_text("# No mark\n")
    with pytest.raises(Fault, match="has no line"):
        document.write(example_table())


def test_the_page_of_the_project_has_its_mark() -> None:
    assert document.PAGE.read_text("utf-8").count(document.MARK) == 1
