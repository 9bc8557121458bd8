"""Tests of the call of script/coverage, and of what it shows and writes."""

import json
import sys
from pathlib import Path

import pytest

from suite.command import Fault
from suite.coverage import coverage
from suite.coverage.llvm_cov import KINDS, Data, Share
from suite.coverage.sources import Inputs, Measured, Random
from suite.project import ROOT, Target, pick_targets

FULL: Share = {"covered": 2, "count": 2}
PART: Share = {"covered": 1, "count": 2}


def data(share: Share, *names: str) -> Data:
    summary = {kind: share for kind in KINDS.values()}
    files = [
        {
            "filename": f"{ROOT}/src/{name}",
            "summary": summary,
            "segments": [],
            "branches": [],
            "mcdc_records": [],
        }
        for name in names
    ]
    return {"files": files, "totals": summary}  # type: ignore[typeddict-item]


def sources(monkeypatch: pytest.MonkeyPatch, *words: str) -> dict[str, object]:
    monkeypatch.setattr(sys, "argv", ["coverage", *words])
    options = coverage.parse_arguments()
    return {each.name: each for each in coverage.sources_of(options, pick_targets(options.target))}


def kept_of(found: dict[str, object]) -> dict[Target, list[Path]]:
    kept = found["kept"]
    assert isinstance(kept, Inputs)
    return kept.folders


def test_without_a_folder_there_are_two_measurements_of_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = sources(monkeypatch)
    assert list(found) == ["corpus", "random"]
    assert isinstance(found["random"], Random) and found["random"].selections == [[]]


def test_a_folder_like_a_states_corpus_is_measured_with_the_seeds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "utf8_fuzzer").mkdir()
    found = sources(monkeypatch, "--corpus", str(tmp_path))
    assert list(found) == ["corpus", "random", "kept"]
    folders = {target.name: more for target, more in kept_of(found).items()}
    assert folders["utf8_fuzzer"] == [ROOT / "corpus/utf8_fuzzer", tmp_path / "utf8_fuzzer"]
    assert folders["body_fuzzer"] == [ROOT / "corpus/body_fuzzer"]


def test_one_target_takes_a_folder_of_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = sources(monkeypatch, "utf8_fuzzer", "--only", "kept,random", "--corpus", str(tmp_path))
    assert list(found) == ["kept", "random"]
    ((_, folders),) = kept_of(found).items()
    assert folders[-1] == tmp_path
    assert isinstance(found["random"], Random) and found["random"].selections == [
        ["--only", "Text"]
    ]


@pytest.mark.parametrize(
    "words, why",
    [
        (["no_fuzzer"], "there is no target 'no_fuzzer'"),
        (["--corpus", "nowhere"], "there is no folder 'nowhere'"),
        (["--corpus", "/"], "there is no folder called body_fuzzer, "),
        (["--only", "kept"], "name it with --corpus"),
        (["--only", "seeds"], "there is no measurement 'seeds'"),
        (["--edges", "--json", "x"], "goes with targets alone"),
    ],
)
def test_a_wrong_call_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, words: list[str], why: str
) -> None:
    with pytest.raises(Fault, match=why):
        sources(monkeypatch, *words)


def test_what_is_missing_is_red() -> None:
    summary = {"lines": PART, "branches": FULL}
    assert coverage.cell(summary, "lines") == "[red]1/2[/]"
    assert coverage.cell(summary, "branches") == "2/2"


def test_a_source_that_knows_fewer_files_does_not_shift_the_row_of_another() -> None:
    measured = {
        "corpus": Measured(data(FULL, "a.hpp"), Path("a")),
        "random": Measured(data(PART, "a.hpp", "b.hpp"), Path("b")),
    }
    rows = list(zip(*(column.cells for column in coverage.table_of(measured).columns)))
    full, part = ["2/2"] * 4, ["[red]1/2[/]"] * 4
    assert rows == [
        ("src/a.hpp", *full, *part),
        ("src/b.hpp", *"----", *part),
        ("all", *full, *part),
    ]


def test_the_last_line_has_the_totals_and_what_broke_is_before_it() -> None:
    lines = list(coverage.lines_about(Measured(data(PART, "a.hpp"), Path("a"), ["x breaks"])))
    assert lines[-2] == "x breaks"
    assert lines[-1].startswith("1 of 2 lines, 1 of 2 branches, 1 of 2 MC/DC, 1 of 2 functions; ")


def test_the_totals_are_written_for_programs_too(tmp_path: Path) -> None:
    path = tmp_path / "totals.json"
    coverage.write_totals(path, {"kept": Measured(data(PART), tmp_path / "kept/index.html")})
    written = json.loads(path.read_text())["kept"]
    assert written["totals"] == dict.fromkeys(KINDS, [1, 2])
    assert written["pages"] == str(tmp_path / "kept/index.html")
    assert [each.name for each in tmp_path.iterdir()] == ["totals.json"]
