"""The report as a folder: what is written, what is left alone, and what is removed."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from suite.report import report
from suite.state.example_nights import make_state
from suite.state.record import Night


def files_in(state: Path) -> set[str]:
    folder = state / "report"
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def read(state: Path, name: str) -> object:
    return json.loads((state / "report" / name).read_text())


@pytest.mark.parametrize("count", [0, 1, 30])
def test_a_report_is_these_files(tmp_path: Path, count: int) -> None:
    nights = make_state(tmp_path, count)
    assert report.write(tmp_path) == tmp_path / "report/index.html"
    pages = {f"nights/{night.name}.html" for night in nights}
    machines = {"report.json", "schema.json", "junit.xml", "report.sarif", "summary.md"}
    found = files_in(tmp_path)
    findings = {name for name in found if name.startswith("findings/")}
    assert found - findings == {"index.html", "nights.html", *machines, *pages}
    assert len(findings) == (4 if count > 1 else 0)


@pytest.mark.parametrize("count", [0, 1, 30])
def test_the_json_is_as_its_schema_says(tmp_path: Path, count: int) -> None:
    nights = make_state(tmp_path, count)
    report.write(tmp_path)
    data, schema = read(tmp_path, "report.json"), read(tmp_path, "schema.json")
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    validator.validate(data)
    assert isinstance(data, dict) and len(data["nights"]) == count
    if nights:
        assert Night.parse_obj(data["newest"]) == Night.parse_raw(nights[-1].json())
        data["newest"]["verdict"] = "good"
        assert not validator.is_valid(data)
    data["newest"] = 7
    assert not validator.is_valid(data)


def test_a_second_report_writes_only_what_differs_and_removes_what_nobody_tells_of(
    tmp_path: Path,
) -> None:
    nights = make_state(tmp_path, 3)
    report.write(tmp_path)
    before = files_in(tmp_path)
    oldest = tmp_path / "report/nights" / f"{nights[0].name}.html"
    time = oldest.stat().st_mtime_ns
    report.write(tmp_path)
    assert files_in(tmp_path) == before and oldest.stat().st_mtime_ns == time
    oldest.write_text("spoilt")
    (tmp_path / "report/findings/.other.partial").write_text("half")
    shutil.rmtree(tmp_path / "nights" / nights[-1].name)
    report.write(tmp_path)
    assert "spoilt" not in oldest.read_text()
    gone = before - files_in(tmp_path)
    assert len(gone) == 5 and f"nights/{nights[-1].name}.html" in gone
    assert ".other.partial" not in str(files_in(tmp_path))


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    nights = make_state(tmp_path, 2)
    (tmp_path / "nights" / nights[0].name / "record.json").write_text("{")
    (tmp_path / "nights" / "<b>").mkdir()
    page = report.write(tmp_path).read_text()
    assert f"nights/{nights[0].name} is left out" in page and "nights/&lt;b&gt; is left" in page
    data = read(tmp_path, "report.json")
    assert isinstance(data, dict) and len(data["problems"]) == 2


def test_an_older_report_stays_where_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_state(tmp_path, 1)
    before = report.write(tmp_path).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("suite.state.writing.write_beside", full)
    (tmp_path / "nights" / "x").mkdir()
    with pytest.raises(OSError):
        report.write(tmp_path)
    assert (tmp_path / "report/index.html").read_bytes() == before
