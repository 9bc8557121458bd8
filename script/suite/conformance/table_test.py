"""The table, and the few words and the grid that are made of it."""

import json
from pathlib import Path

import jsonschema
import pytest

from suite.conformance import badge, document, grid, junit, record, summary
from suite.conformance.example_table import BAD_UTF8, HALF, ONCE, example_table, make_result
from suite.conformance.example_table import make_table as table_of
from suite.conformance.record import Role, Settings, Table, Verdict


def test_the_table_fits_its_schema_and_comes_back() -> None:
    table = example_table()
    text = record.as_json(table)
    schema = json.loads(record.schema())
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.validate(json.loads(text), schema)
    assert Table.parse_raw(text) == table
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**json.loads(text), "more": 1}, schema)


def test_the_schema_in_docs_is_of_this_table() -> None:
    assert document.SCHEMA.read_text("utf-8") == record.schema()


def test_a_run_of_one_peer_keeps_the_others_with_the_same_settings_alone() -> None:
    before, order = example_table(), ["closeframe", "beast", "wslay"]
    new = table_of(make_result("beast", Role.SERVER))
    merged = record.merged(before, new, order)
    assert list(merged.peers()) == ["closeframe", "beast", "wslay", "jetty", "ws-loopback"]
    assert [each.role for each in merged.peers()["beast"]] == [Role.SERVER]
    assert merged.skipped == before.skipped
    other = new.copy(update={"settings": Settings(source="other")})
    assert list(record.merged(before, other, order).peers()) == ["beast"]


def test_the_order_of_a_run_is_not_that_of_the_table() -> None:
    results = example_table().results
    order = ["closeframe", "beast"]
    one = record.merged(None, table_of(*results), order)
    assert one == record.merged(None, table_of(*reversed(results)), order)


# ---- In few words -------------------------------------------------------------------------------


def test_of_several_roles_the_worst_counts() -> None:
    beast = example_table().peers()["beast"]
    assert summary.verdict_of(beast, HALF.rule) == Verdict.VIOLATES
    assert summary.verdict_of(beast, ONCE.rule) == Verdict.HOLDS
    assert summary.verdict_of(beast, "unheard of") == Verdict.NOT_RUN
    assert summary.score_of(beast, [HALF, ONCE]) == summary.Score(1, 2)
    assert summary.score_of(beast[:1], [ONCE]) == summary.Score(0, 0)


def test_who_breaks_what_and_in_which_role() -> None:
    table = example_table()
    broken = {"beast": [Role.SERVER], "wslay": [Role.SERVER]}
    assert summary.who_breaks(table, HALF.rule) == broken
    assert [rule.rule for rule in table.broken_rules()] == [HALF.rule, ONCE.rule]


def test_whose_roles_differ_is_named_with_the_role() -> None:
    camps = dict(summary.who_answers(example_table(), BAD_UTF8.choice))
    assert camps["closes with 1002"] == ["closeframe", "beast (client)"]
    assert camps["accepts it"] == ["beast (server)"]
    assert camps["closes with 1007"] == ["ws-loopback"]


def test_what_people_call_them() -> None:
    assert summary.title_of("beast-loopback") == "Boost.Beast, over a socket"
    assert summary.title_of("ws") == "ws"


# ---- The grid -----------------------------------------------------------------------------------


def test_a_grid_says_who_agrees_and_where_they_do_not() -> None:
    client, server = grid.grids_of(example_table())
    assert (client.peers, server.peers) == (
        ["closeframe", "beast", "ws-loopback"],
        ["closeframe", "beast", "wslay"],
    )
    assert [[cell.percent for cell in row] for row in client.rows] == [
        [100, 100, 50],
        [100, 100, 50],
        [50, 50, 100],
    ]
    (split,) = client.splits
    assert split.name == "half a code"
    assert split.camps == [
        ("closes with 1002", ["closeframe", "beast"]),
        ("closes with 1007", ["ws-loopback"]),
    ]
    assert (split.camp_of("beast"), split.camp_of("nobody")) == (0, None)


def test_nearly_all_is_not_all() -> None:
    assert grid.Agreement(999, 1000).percent == 99
    assert grid.Agreement(0, 0).percent is None


def test_what_was_not_played_is_compared_with_nobody() -> None:
    one, other = make_result("a", Role.CLIENT), make_result("b", Role.CLIENT, said="x")
    other.outcomes[0].outcome = grid.NOT_RUN
    (found,) = grid.grids_of(table_of(one, other))
    assert found.rows[0][1] == grid.Agreement(0, 1) and len(found.splits) == 1


def test_one_alone_makes_no_grid() -> None:
    assert grid.grids_of(table_of(make_result("beast", Role.SERVER))) == []


# ---- JUnit and the badge ------------------------------------------------------------------------


def test_junit_has_a_failure_for_what_breaks_and_an_error_for_what_was_not_judged() -> None:
    from xml.etree.ElementTree import fromstring

    root = fromstring(junit.as_junit(example_table()))
    assert [root.get(key) for key in ("tests", "failures", "errors")] == ["15", "4", "1"]
    failure = root.find("testsuite[@name='beast 1.0, server']//failure")
    assert failure is not None and failure.text
    assert "script/conformance --show beast 8003880102" in failure.text
    assert failure.get("message") == f"violates: {HALF.claim}"


@pytest.mark.parametrize(
    "results, message, colour",
    [
        ([make_result("x", Role.CLIENT)], "2 of 2 rules", "brightgreen"),
        ([make_result("x", Role.CLIENT, Verdict.HANGS)], "1 of 2 rules", "red"),
        ([], "not judged", "lightgrey"),
        (example_table().results, "not judged", "lightgrey"),
    ],
)
def test_a_badge(tmp_path: Path, results: list[record.Result], message: str, colour: str) -> None:
    badge.write(tmp_path / "b.json", table_of(*results))
    found = json.loads((tmp_path / "b.json").read_text())
    assert found == {
        "schemaVersion": 1,
        "label": "close frames",
        "message": message,
        "color": colour,
    }
    badge.write(tmp_path / "b.svg", table_of(*results))
    assert f"<title>close frames: {message}</title>" in (tmp_path / "b.svg").read_text()
