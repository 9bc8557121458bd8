"""Of the arithmetic of the measurements, and of the page they are written into."""

from typing import Any

import pytest

from suite.bench import codec_section, codec_times, figures, instruction_counts, page, target_rates


def test_a_spread_is_the_median_between_the_quartiles() -> None:
    assert figures.spread_of([1, 2, 3, 4, 100]) == {"median": 3, "low": 2, "high": 4}
    assert figures.spread_of([7]) == {"median": 7, "low": 7, "high": 7}


def test_half_the_quartiles_distance_is_shown_where_it_is_over_a_tenth() -> None:
    assert figures.shown({"median": 10, "low": 9, "high": 11}, ".1f") == "10.0"
    assert figures.shown({"median": 10, "low": 8.8, "high": 11}, ".1f") == "10.0 ±1.1"


def run_of(*times: tuple[str, float]) -> dict[str, Any]:
    """What Google Benchmark prints: of each name the nanoseconds of a call."""
    rows = [
        {"run_name": f"{name}/x", "run_type": "iteration", "items_per_second": 1e9 / ns}
        for name, ns in times
    ]
    peers = {"peer: closeframe": "ours", "peer: wslay": "theirs"}
    return {"benchmarks": [*rows, rows[0] | {"run_type": "aggregate"}], "context": peers}


NAMES = [
    "decode/short/closeframe",
    "decode/short/wslay",
    "cut/short/closeframe",
    "only/short/wslay",
]
RUNS = [
    run_of((NAMES[0], 10), (NAMES[0], 10), (NAMES[1], 30), (NAMES[2], 5), (NAMES[3], 8)),
    run_of((NAMES[0], 20), (NAMES[0], 20), (NAMES[1], 40), (NAMES[2], 5), (NAMES[3], 8)),
    run_of((NAMES[0], 10), (NAMES[0], 10), (NAMES[1], 10), (NAMES[2], 5), (NAMES[3], 8)),
]


@pytest.fixture
def report() -> codec_times.Report:
    return codec_times.report_of([codec_times.key_of(name) for name in NAMES], RUNS)


def test_a_ratio_is_taken_within_each_run(report: codec_times.Report) -> None:
    ours, wslay, _, only = report["rows"]
    assert ours["ns"]["median"] == 10
    assert wslay["ratio"] == {"median": 2, "low": 1.5, "high": 2.5}  # of 3, 2 and 1
    assert only["ratio"] is None


def test_the_codecs_tables(report: codec_times.Report) -> None:
    assert codec_section.summary_table(report).rows == [
        ["times closeframe's time", "wslay"],
        ["decode", "2.0 (2.0)"],
    ]
    assert codec_section.detail_table(report).rows[1:] == [
        ["decode", "short", "10.0 ±3.8", "30.0 ±7.5"],
        ["cut", "short", "5.0", ""],
        ["only", "short", "", "8.0"],
    ]
    section = codec_section.section(report, {"decode/short": 12.0})
    assert "| decode | short | 12 |" in section.lines
    assert "decode" in section.pictures["performance.svg"]


def test_a_targets_ratio_is_the_empty_ones_rate_to_its_own() -> None:
    rates = {name: [1e5, 2e5] for name in ("target", *target_rates.VARIANTS)} | {
        "empty": [4e5, 4e5]
    }
    row = target_rates.row_of("body_fuzzer", rates, alone=[500, 500])
    assert row["ratio"]["median"] == 3  # of 4 and 2
    assert (row["us"]["empty"]["median"], row["us"]["properties"]["median"]) == (2.5, 0.5)


def test_instructions_fail_that_have_grown_or_are_not_the_recorded_ones() -> None:
    recorded = {"a/x": 100.0, "b/x": 100.0, "c/x": 100.0, "gone/x": 1.0}
    counts = {"a/x": 104.0, "b/x": 106.0, "c/x": 50.0, "new/x": 1.0}
    assert instruction_counts.faults_of(counts, recorded) == [
        "b/x: +6.0%",
        "new/x: not recorded",
        "gone/x: no longer counted",
    ]
    assert instruction_counts.changes_of(counts, recorded)["c/x"] == -0.5


def test_callgrinds_totals_are_of_a_hundred_calls() -> None:
    dump = """
desc: Trigger: Client Request: decode body/no reason/3
totals: 5240
desc: Trigger: Program termination
totals: 999
desc: Trigger: Client Request: cut/emoji/9
totals: 104510
"""
    assert instruction_counts.read_counts(dump) == {
        "decode body/no reason": 52.4,
        "cut/emoji": 1045.1,
    }


def test_a_section_is_written_anew_and_all_else_stays() -> None:
    text = (
        f"# Page\n\nby hand\n\n{page.MARK}\n\n<!-- codec -->\n\nold\n\n<!-- targets -->\n\nkept\n"
    )
    new = page.replaced(text, {"codec": page.Section(["new"], {})})
    assert new == text.replace("old", "new")
    assert page.replaced(text, {}) == text


def test_a_section_that_is_no_longer_known_goes() -> None:
    text = f"# Page\n\n{page.MARK}\n\n<!-- codec -->\n\nold\n\n<!-- memory -->\n\ngone\n"
    assert "gone" not in page.replaced(text, {})


def test_a_table_has_numbers_to_the_right() -> None:
    table = page.Table([["a", "b", "c"], ["1", "2", "3"]], texts=2)
    assert list(table.markdown()) == ["| a | b | c |", "|---|---|--:|", "| 1 | 2 | 3 |"]
