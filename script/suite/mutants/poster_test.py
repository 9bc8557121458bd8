import re
from pathlib import Path

from suite.mutants.poster import BUG, CLAIM, PROPERTY, poster
from suite.mutants.record import Record
from suite.mutants.record_test import killed, mutant, record_of
from suite.mutants.result import Result
from suite.project import ROOT


def words_of(record: Record) -> list[str]:
    return re.findall(r"<text [^>]*>([^<]+)</text>", poster(record))


def test_it_says_how_soon_each_engine_found_the_bug_and_what_it_missed(tmp_path: Path) -> None:
    outcome = {"random": killed("Body.a"), "replay": Result(), "compiler": killed("Body.a")}
    words = words_of(record_of(tmp_path, (mutant(tmp_path, BUG), outcome)))
    assert words.count("after 2 inputs, 500 ms") == 2
    assert "missed" in words and words.count("not run") == 2


def test_it_says_how_many_of_all_bugs_each_engine_found(tmp_path: Path) -> None:
    bug, other = mutant(tmp_path, BUG), mutant(tmp_path, "other")
    found, missed = {"random": killed("Body.a")}, {"random": Result()}
    assert "1 of 2" in words_of(record_of(tmp_path, (bug, found), (other, missed)))


def test_the_bug_and_the_property_it_tells_of_are_there() -> None:
    assert (ROOT / "mutants" / f"{BUG}.patch").is_file()
    row = re.compile(rf"PROPERTY\({PROPERTY},.*?\);", re.S).search(
        (ROOT / "props/properties/close_request.hpp").read_text("utf-8")
    )
    assert row and CLAIM in "".join(re.findall(r'"([^"]*)"', row[0]))
