"""What is known of a peer, and that every change of it is noticed."""

from pathlib import Path

import pytest

from suite.command import Fault
from suite.conformance import expected
from suite.conformance.example_table import HALF, ONCE, make_result
from suite.conformance.record import Result, Role, Trouble, Verdict


def known(tmp_path: Path, *results: Result) -> expected.Known:
    expected.accept(tmp_path, list(results))
    found = expected.read_known(tmp_path, results[0].peer)
    assert found
    return found


def test_what_was_recorded_is_no_change(tmp_path: Path) -> None:
    results = [make_result("beast", role, Verdict.VIOLATES) for role in Role]
    compared = expected.compare(results, known(tmp_path, *results), is_same_run=True)
    assert compared == expected.Compared([], [])
    assert expected.accept(tmp_path, results) == []


def test_no_count_and_no_counterexample_is_recorded(tmp_path: Path) -> None:
    known(tmp_path, make_result("beast", Role.SERVER, Verdict.VIOLATES))
    assert "8003880102" not in (tmp_path / "beast.json").read_text()


@pytest.mark.parametrize(
    "was, now",
    [
        (Verdict.HOLDS, Verdict.VIOLATES),
        (Verdict.VIOLATES, Verdict.HOLDS),
        (Verdict.VIOLATES, Verdict.HANGS),
        (Verdict.HOLDS, Verdict.NOT_APPLICABLE),
    ],
)
def test_a_verdict_that_changes_in_either_direction(
    tmp_path: Path, was: Verdict, now: Verdict
) -> None:
    before = known(tmp_path, make_result("beast", Role.SERVER, was))
    compared = expected.compare([make_result("beast", Role.SERVER, now)], before, is_same_run=True)
    said = f"beast, server: rejects_half_a_code: was {was.value}, is {now.value}"
    assert list(map(str, compared.changes)) == [said]


def test_another_kind_another_answer_and_other_trouble_are_changes(tmp_path: Path) -> None:
    before = known(tmp_path, make_result("beast", Role.SERVER, Verdict.VIOLATES))
    now = make_result("beast", Role.SERVER, Verdict.VIOLATES, said="closes with 1007")
    now.counterexamples[0].kind = "another"
    now.trouble = [Trouble(kind="leak", said="x")]
    changes = expected.compare([now], before, is_same_run=True).changes
    assert [each.what for each in changes] == [HALF.rule, "answer_to_bad_utf8", "trouble"]
    assert changes[0].now == "broken by another"


def test_a_rule_that_is_new_and_one_that_is_gone_are_changes(tmp_path: Path) -> None:
    before = known(tmp_path, make_result("beast", Role.SERVER))
    now = make_result("beast", Role.SERVER)
    now.verdicts["new"] = now.verdicts.pop(ONCE.rule)
    changes = expected.compare([now], before, is_same_run=True).changes
    assert [(each.what, each.was, each.now) for each in changes] == [
        (ONCE.rule, "holds", "no such rule"),
        ("new", "no such rule", "holds"),
    ]


def test_another_version_is_told_as_a_diff_and_fails_nothing(tmp_path: Path) -> None:
    before = known(tmp_path, make_result("beast", Role.SERVER, Verdict.VIOLATES))
    now = make_result("beast", Role.SERVER)
    now.version = "2.0"
    compared = expected.compare([now], before, is_same_run=True)
    assert compared.changes == []
    assert compared.news == [
        "beast 2.0, server: new, compared with 1.0",
        "  beast, server: rejects_half_a_code: was violates, is holds",
    ]
    both = known(tmp_path, now)
    assert list(both.versions) == ["1.0", "2.0"]


def test_a_role_that_is_not_recorded_is_a_change(tmp_path: Path) -> None:
    before = known(tmp_path, make_result("beast", Role.SERVER))
    changes = expected.compare([make_result("beast", Role.CLIENT)], before, True).changes
    assert [each.what for each in changes] == ["this role"]


def test_with_other_settings_only_what_newly_breaks_is_a_change(tmp_path: Path) -> None:
    before = known(tmp_path, make_result("beast", Role.SERVER, Verdict.VIOLATES))
    less = make_result("beast", Role.SERVER, Verdict.HOLDS, said="closes with 1003")
    compared = expected.compare([less], before, is_same_run=False)
    assert compared.changes == [] and "2 of what is known was not met" in compared.news[0]
    more = make_result("beast", Role.SERVER, Verdict.VIOLATES, Verdict.CRASHES)
    changes = expected.compare([more], before, is_same_run=False).changes
    assert [each.what for each in changes] == [ONCE.rule]


def test_one_that_was_not_judged_to_its_end_is_not_recorded(tmp_path: Path) -> None:
    result = make_result("beast", Role.SERVER)
    result.is_whole = False
    assert expected.accept(tmp_path, [result]) == []
    assert expected.read_known(tmp_path, "beast") is None


def test_a_file_that_is_not_as_it_should_be(tmp_path: Path) -> None:
    (tmp_path / "beast.json").write_text('{"name": "beast"}')
    with pytest.raises(Fault, match="beast.json is not as it should be"):
        expected.read_known(tmp_path, "beast")


def test_a_name_is_never_a_path() -> None:
    path = expected.path_of(Path("/x"), "../../Etc/passwd")
    assert path.parent == Path("/x")


def test_what_is_recorded_here_can_be_read() -> None:
    for path in expected.FOLDER.glob("*.json"):
        found = expected.read_known(expected.FOLDER, path.stem)
        assert found and found.name == path.stem
