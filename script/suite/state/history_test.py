from pathlib import Path

import pytest
from rich.console import Console

from suite.state import history
from suite.state.example_nights import make_state
from suite.state.record import Mutants, Night, Source, Verdict


def write(state: Path, name: str, text: str | None = None) -> None:
    """A night of this name, whose record says `text`."""
    folder = state / "nights" / name
    folder.mkdir(parents=True)
    record = Night(name=name, started="2026-11-25T21:49:54Z").json() if text is None else text
    (folder / "record.json").write_text(record)


def printed(nights: list[Night], problems: tuple[str, ...] = (), width: int = 80) -> str:
    console = Console(width=width, highlight=False, no_color=True)
    with console.capture() as capture:
        history.print_history(console, nights, problems)
    return capture.get()


def test_there_is_no_night(tmp_path: Path) -> None:
    assert history.read_history(tmp_path) == history.History([], [])
    assert "There is no night yet" in printed([])


def test_nights_are_read_oldest_first(tmp_path: Path) -> None:
    first = "2026-11-25T21-49-54Z"
    for name in (f"{first}-10", "2026-11-26T00-00-00Z", f"{first}-2", first):
        write(tmp_path, name)
    names = [night.name for night in history.read_nights(tmp_path)]
    assert names == [first, f"{first}-2", f"{first}-10", "2026-11-26T00-00-00Z"]


@pytest.mark.parametrize(
    "name, text, word",
    [
        ("notes", None, "its name is not that of a night"),
        ("2026-11-24T00-00-00Z", "{half of", "its record cannot be read"),
        ("2026-11-24T00-00-00Z", '{"name": "2026-11-24T00-00-00Z"}', "started: field required"),
        ("2026-11-24T00-00-00Z", "\ud800", "its record cannot be read"),
        (
            "2026-11-24T00-00-00Z",
            '{"name": "2026-11-24T00-00-00Z", "started": "", "seconds_used": 1e999}',
            "its record cannot be read (Out of range float values",
        ),
        ("2026-11-24T00-00-00Z", "[" * 100_000, "its record cannot be read (maximum recursion"),
        ("2026-11-24T00-00-00Z", "[]", "its record cannot be read (name: field required"),
        (
            "2026-11-24T00-00-00Z",
            '{"version": 9, "name": "2026-11-24T00-00-00Z", "started": "", "more": 1}',
            "its record has version 9, not 1",
        ),
        (
            "2026-11-24T00-00-00Z",
            '{"name": "2026-11-23T00-00-00Z", "started": ""}',
            "its record is that of 2026-11-23T00-00-00Z",
        ),
    ],
)
def test_what_is_no_night_is_left_out_with_a_word(
    tmp_path: Path, name: str, text: str | None, word: str
) -> None:
    write(tmp_path, "2026-11-25T21-49-54Z")
    if text == "\ud800":
        write(tmp_path, name, "")
        (tmp_path / "nights" / name / "record.json").write_bytes(b"\xff\xfe{")
    else:
        write(tmp_path, name, text)
    found = history.read_history(tmp_path)
    assert [night.name for night in found.nights] == ["2026-11-25T21-49-54Z"]
    assert len(found.problems) == 1
    assert (
        found.problems[0].startswith(f"nights/{name} is left out: ") and word in found.problems[0]
    )


def test_folders_without_a_record_and_files_are_left_out_with_a_word(tmp_path: Path) -> None:
    (tmp_path / "nights" / "2026-11-25T21-49-54Z" / "record.json").mkdir(parents=True)
    (tmp_path / "nights" / "2026-11-26T21-49-54Z").mkdir()
    (tmp_path / "nights" / "2026-11-27T21-49-54Z").write_text("")
    found = history.read_history(tmp_path)
    assert not found.nights and len(found.problems) == 3
    assert all("its record cannot be read" in problem for problem in found.problems)


@pytest.mark.parametrize("count, shown", [(0, 0), (1, 1), (60, 60), (61, 31), (3600, 60)])
def test_samples_are_thinned_evenly_and_the_last_is_there(count: int, shown: int) -> None:
    thinned = history.thinned(range(count))
    assert len(thinned) == shown and thinned[-1:] == [count - 1][:count]
    assert len({after - before for before, after in zip(thinned, thinned[1:])}) <= 1
    assert history.thinned(thinned) == thinned


def test_older_nights_keep_few_samples_and_the_newest_all(tmp_path: Path) -> None:
    nights = make_state(tmp_path, history.WHOLE_NIGHTS + 2)
    read = history.read_nights(tmp_path)
    assert read[2:] == [Night.parse_raw(night.json()) for night in nights[2:]]
    for before, after in zip(nights[:2], read):
        assert before.targets != after.targets
        for whole, part in zip(before.targets, after.targets, strict=True):
            assert part.samples == history.thinned(whole.samples)
            assert part.copy(update={"samples": []}) == whole.copy(update={"samples": []})


def test_the_trend_fits_into_80_columns(tmp_path: Path) -> None:
    nights = make_state(tmp_path, 30)
    for night in nights:
        night.mutants = Mutants(planted=201, killed=199)
    lines = printed(nights, ("a problem",), width=200).splitlines()
    assert max(map(len, (line.rstrip() for line in lines))) <= 80
    assert lines[0] == "a problem" and lines[1].split() == " ".join(history.COLUMNS).split()
    rows = lines[2:32]
    for night, row in zip(nights, rows):
        assert row.startswith(night.name[2:10]) and night.verdict.value in row
        assert "199/201" in row and night.source.commit[:7] in row
    assert rows[-1].split()[3] == "findings+" and rows[-1].split()[-2] == "2/1/1"
    assert "…" not in printed(nights)
    assert [line.split()[0] for line in lines[-5:]] == [
        *("executions", "rate", "edges", "corpus", "findings"),
    ]


def test_what_a_record_says_is_no_markup() -> None:
    night = Night(name="2026-11-25T21-49-54Z", started="", source=Source(commit="[red]x"))
    night.verdict = Verdict.LOST
    assert "[red]x" in printed([night])


@pytest.mark.parametrize(
    "number, text",
    [
        *((0, "0"), (9999, "9999"), (10_000, "10.0k"), (123_456, "123k"), (9_999_400, "9999k")),
        *((10_000_000, "10.0M"), (2_633_099_800, "2633M"), (4e13, "40.0T")),
    ],
)
def test_short_numbers(number: float, text: str) -> None:
    assert history.short(number) == text


def test_a_sparkline_goes_from_the_smallest_to_the_largest() -> None:
    assert history.sparkline([10, 20, 80]) == "▁▂█  10 to 80"
    assert history.sparkline([5, 5]) == "▁▁  5 to 5"
    assert len(history.sparkline(list(range(500))).split()[0]) == history.WIDEST_SPARKLINE
