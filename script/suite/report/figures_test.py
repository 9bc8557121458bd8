"""The figures on the pages are those of report.json and of the records."""

import json
from pathlib import Path
from typing import Any

import pytest

from suite.markup.page_reader import Cell, Page, read_page
from suite.report import report
from suite.state.example_nights import make_state

Row = dict[str, Any]


@pytest.fixture(scope="module", params=[1, 30])
def state(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("state")
    make_state(folder, request.param)
    report.write(folder)
    return folder


def index_of(state: Path) -> tuple[Page, Row]:
    page = read_page(state / "report/index.html")
    return page, json.loads((state / "report/report.json").read_text())


def says(cell: Cell, value: object) -> bool:
    """Whether a cell has this value, and shows it where it shows a plain number."""
    shown = cell.text.strip().replace(",", "")
    if value is None:
        return cell.value == "" and shown == "–"
    if shown.isdigit() and isinstance(value, int):
        return cell.value == str(value) == shown
    return cell.value == str(value)


def differences(page: Page, table: str, rows: list[Row]) -> list[str]:
    """Where a table says something else than these rows do."""
    shown = page.rows(table)
    if len(shown) != len(rows):
        return [f"{table} has {len(shown)} rows instead of {len(rows)}"]
    return [
        f"{table}: {key} is {cell} instead of {row[key]}"
        for cells, row in zip(shown, rows)
        for key, cell in cells.items()
        if not says(cell, row[key])
    ]


def with_corpus(target: Row) -> Row:
    return {**target, "corpus": target["seeds"] + target["corpus_after"]}


def test_the_tables_of_the_newest_night_say_what_the_json_says(state: Path) -> None:
    page, data = index_of(state)
    newest = data["newest"]
    runs = [run for target in newest["targets"] for run in target["runs"]]
    coverage = newest["coverage"]["totals"].values()
    assert len(newest["targets"]) == 5 and len(runs) == 10
    assert differences(page, "targets", newest["targets"]) == []
    assert differences(page, "engines", runs) == []
    assert differences(page, "phases", newest["phases"]) == []
    assert differences(page, "checks", newest["checks"]) == []
    assert differences(page, "outlook", data["outlook"]["targets"]) == []
    shares = [{"covered": covered, "count": count} for covered, count in coverage]
    assert differences(page, "coverage", shares) == []


def test_the_samples_are_some_of_those_of_the_json_and_the_last_one(state: Path) -> None:
    page, data = index_of(state)
    every = [
        {"target": target["target"], **sample}
        for target in data["newest"]["targets"]
        for sample in target["samples"]
    ]
    shown = {tuple(cell.value for cell in row.values()) for row in page.rows("samples")}
    chosen = [row for row in every if tuple(map(str, row.values())) in shown]
    assert len(page.rows("samples")) == len(shown) == len(chosen) == 5 * 46
    assert differences(page, "samples", chosen) == []
    for target in data["newest"]["targets"]:
        assert {"target": target["target"], **target["samples"][-1]} in chosen


def test_the_trend_says_what_the_json_says(state: Path) -> None:
    page, data = index_of(state)
    assert differences(page, "nights", data["nights"][::-1]) == []
    rows = [
        {"night": night, **with_corpus(target)}
        for night in sorted((each["name"] for each in data["nights"]), reverse=True)
        for target in json.loads((state / "nights" / night / "record.json").read_text())["targets"]
    ]
    assert differences(page, "trend", rows) == []
    every = read_page(state / "report/nights.html")
    assert differences(every, "nights", data["nights"][::-1]) == []


def test_the_large_figures_say_what_the_json_says(state: Path) -> None:
    page, data = index_of(state)
    summary, newest = data["nights"][-1], data["newest"]
    for key in ("executions", "rate", "edges", "corpus", "mutants_killed"):
        (figure,) = page.figures[key]
        assert figure.value == str(summary[key])
        assert figure.text.strip().split()[0] == f"{summary[key]:,}"
    passed = sum(run["passed"] for run in newest["props"])
    assert [each.value for each in page.figures["properties_passed"]] == [str(passed)]
    for key in ("passed", "failed"):
        shown = [each.value for each in page.figures[f"props-{key}"]]
        assert shown == [each.text for each in page.figures[f"props-{key}"]]
        assert shown == [str(run[key]) for run in newest["props"]]
    assert [each.value for each in page.figures["expected"]] == [str(data["outlook"]["expected"])]


def test_the_page_of_each_night_says_what_its_record_says(state: Path) -> None:
    pages = sorted((state / "report/nights").iterdir())
    assert len(pages) == len(list((state / "nights").iterdir()))
    for path in pages:
        record = json.loads((state / "nights" / path.stem / "record.json").read_text())
        page = read_page(path)
        assert differences(page, "targets", record["targets"]) == []
        assert differences(page, "phases", record["phases"]) == []


def test_a_difference_is_seen(state: Path) -> None:
    page, data = index_of(state)
    targets = data["newest"]["targets"]
    targets[1]["edges"] += 1
    assert len(differences(page, "targets", targets)) == 1
    assert differences(page, "targets", targets[1:]) == ["targets has 5 rows instead of 4"]
    assert not says(Cell("7", "8"), 7) and not says(Cell("7", "7"), 8) and says(Cell("7", "7"), 7)
