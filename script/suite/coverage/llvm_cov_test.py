"""Tests of what is said of llvm-cov's figures."""

from suite.coverage.llvm_cov import KINDS, Data, File, Share, is_full, uncovered, unreached
from suite.project import ROOT

FULL: Share = {"covered": 2, "count": 2}
PART: Share = {"covered": 1, "count": 2}
NAME = "src/closeframe/close.hpp"


def file(
    *,
    segments: list[tuple[int, int, int, bool, bool, bool]] | None = None,
    branches: list[list[int]] | None = None,
    mcdc_records: list[tuple[int, int, int, int, list[bool]]] | None = None,
) -> File:
    return {
        "filename": f"{ROOT}/{NAME}",
        "summary": {},
        "segments": segments or [],
        "branches": branches or [],
        "mcdc_records": mcdc_records or [],
    }


def said_of(*files: File) -> list[str]:
    data: Data = {"files": list(files), "totals": {}}
    return [f"{name}:{line}:{column}: {what}" for (name, line, column), what in uncovered(data)]


def test_a_region_that_never_ran() -> None:
    segments = [
        (3, 1, 0, True, True, False),
        (4, 1, 5, True, True, False),
        (5, 1, 0, True, False, False),
    ]
    assert said_of(file(segments=segments)) == [f"{NAME}:3:1: never ran"]


def test_a_branch_has_to_go_both_ways_in_one_instantiation_or_another() -> None:
    one = file(branches=[[7, 2, 7, 9, 4, 0, 0, 0, 4]])
    other = file(branches=[[7, 2, 7, 9, 0, 1, 0, 0, 4]])
    assert said_of(one) == [f"{NAME}:7:2: never false"]
    assert said_of(other) == [f"{NAME}:7:2: never true"]
    assert said_of(one, other) == []


def test_each_condition_has_to_decide_alone() -> None:
    one = file(mcdc_records=[(9, 3, 9, 20, [True, False])])
    other = file(mcdc_records=[(9, 3, 9, 20, [False, True])])
    assert said_of(one) == [f"{NAME}:9:3: condition 2 of 2 never decided alone"]
    assert said_of(one, other) == []


def test_a_file_of_which_nothing_ran_is_named_once() -> None:
    nothing: Share = {"covered": 0, "count": 2}
    reached, other = file(), file()
    reached["summary"], other["summary"] = {"lines": PART}, {"lines": nothing}
    other["filename"] = f"{ROOT}/src/closeframe/frame.hpp"
    assert unreached({"files": [reached, other], "totals": {}}) == ["src/closeframe/frame.hpp"]


def test_all_four_kinds_count() -> None:
    full = {kind: FULL for kind in KINDS.values()}
    assert len(full) == 4 and is_full({"files": [], "totals": full})
    for kind in full:
        assert not is_full({"files": [], "totals": {**full, kind: PART}})
