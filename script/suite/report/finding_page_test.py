"""The page of a finding tells all that is known of it."""

from pathlib import Path

import pytest

from suite.markup.page_reader import Page, read_page
from suite.report import pages, report
from suite.state.example_findings import make_findings
from suite.state.example_nights import make_state
from suite.state.history import History
from suite.state.record import Night


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("state")
    make_state(folder, 3)
    report.write(folder)
    return folder


def test_a_page_of_a_finding_tells_all_of_it(state: Path) -> None:
    folder = state / "report/findings"
    page = read_page(folder / "body_fuzzer/Body.reserved_codes_are_never_accepted.html")
    for words in (
        "0000  03 ed 00 01 02 03 04 05  06 07 08 09 0a 0b 0c 0d  ................",
        "20 bytes, made smaller from 118",
        "which is   a body of 2 bytes",
        "RFC 6455 §7.4.1",
        "closeframe::decode_frame",
        "ERROR: AddressSanitizer: stack-buffer-overflow",
        "reproduced 10 of 10 times",
        "script/repro state/findings/body_fuzzer/Body.reserved_codes_are_never_accepted/input",
        "Last not found at 4f9e6ff00000, first found at d263c8200000",
    ):
        assert words in page.text
    assert [row["count"].value for row in page.rows("life")] == ["412"]
    known = read_page(folder / "frame_fuzzer/stack-buffer-overflow-decode_body-decode_frame.html")
    assert len(known.rows("life")) == 1
    gone = read_page(folder / "handshake_fuzzer/timeout-closing_handshake.html")
    assert "it no longer reproduces (0 of 10 times)" in gone.text


def test_a_finding_whose_files_are_gone_says_so(tmp_path: Path) -> None:
    night = make_state(tmp_path, 2)[-1]
    (tmp_path / night.findings[0].path).unlink()
    (tmp_path / night.findings[0].report).unlink()
    report.write(tmp_path)
    page = read_page(
        tmp_path / "report/findings/body_fuzzer/Body.reserved_codes_are_never_accepted.html"
    )
    assert "Its file is not in the state folder any more" in page.text
    assert "Its text is not in the state folder any more" in page.text


@pytest.mark.parametrize(
    "good, bad, words",
    [
        ("aa", "bb", "Last not found at aa, first found at bb."),
        ("", "bb", "First found at bb."),
        ("aa", "", "Last not found at aa, first found at an unknown commit."),
        ("aa", "aa", "Both found and not found at aa: files differed"),
    ],
)
def test_a_page_of_a_finding_says_between_which_commits(good: str, bad: str, words: str) -> None:
    finding = make_findings("2026-11-25T21-49-54Z")[0]
    finding.good_commit, finding.bad_commit = good, bad
    night = Night(name="2026-11-25T21-49-54Z", started="", findings=[finding])
    page = Page()
    page.feed(pages.Pages(Path(), History([night]), "").finding([(night, finding)]))
    assert words in page.text
