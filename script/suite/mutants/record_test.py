"""Of the report, of what a gate says of it, and of the page."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from suite.command import Fault
from suite.mutants import gate, page
from suite.mutants.fuzzing import targets_that_see
from suite.mutants.planted import Mutant
from suite.mutants.record import Record, Row
from suite.mutants.result import NOT_BUILT, Kill, Result
from suite.mutants.workers import line
from suite.project import read_manifest

PROPERTIES = ["Body.a", "Body.b", "Text.a"]


def killed(*properties: str) -> Result:
    return Result([Kill(name, "broken", 2, 0.5) for name in properties], 2, 0.5)


def mutant(folder: Path, name: str, diff: str = "x", **unseen: str) -> Mutant:
    path = folder / f"{name}.patch"
    path.write_text(f"A mistake.\n\n--- {diff}\n")
    return Mutant(name, path, "A mistake.", "somebody", "a rule", unseen)


def record_of(folder: Path, *pairs: tuple[Mutant, Mapping[str, Result] | str]) -> Record:
    record = Record(folder / "report.json", PROPERTIES)
    for each, outcome in pairs:
        record.add(each, outcome)
    return record


def test_it_is_kept_and_read_again(tmp_path: Path) -> None:
    bug = mutant(tmp_path, "bug")
    before = record_of(tmp_path, (bug, {"random": killed("Body.b", "Body.a")}))
    after = Record(tmp_path / "report.json")
    assert after.rows == before.rows and after.properties == PROPERTIES
    after.must_be_of([bug])
    assert after.properties_killing("bug") == ["Body.a", "Body.b"]  # the catalogue's order


def test_engines_add_up_until_the_patch_changes(tmp_path: Path) -> None:
    bug = mutant(tmp_path, "bug")
    record = record_of(tmp_path, (bug, {"random": killed("Body.a")}), (bug, {"replay": Result()}))
    assert (record.rows["bug"].killers, record.rows["bug"].missed_by) == (["random"], ["replay"])
    record.add(mutant(tmp_path, "bug", "y"), {"replay": Result()})
    assert record.rows["bug"].killers == []


def test_another_suite_is_another_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bug = mutant(tmp_path, "bug")
    record_of(tmp_path, (bug, {"random": killed("Body.a")}))
    monkeypatch.setattr("suite.mutants.record.fingerprint", lambda *names: "another")
    with pytest.raises(Fault, match=r"1 mutants have not run \(bug\)"):
        Record(tmp_path / "report.json").must_be_of([bug])


def test_kills_and_summaries_are_counted(tmp_path: Path) -> None:
    one, two = mutant(tmp_path, "one"), mutant(tmp_path, "two")
    record = record_of(
        tmp_path,
        (one, {"random": killed("Body.a", "Body.b"), "replay": Result()}),
        (two, {"random": killed("Body.a"), "replay": Result()}),
    )
    kills = record.kills_of_properties()
    assert (kills["Body.a"].all, kills["Body.a"].alone) == (["one", "two"], ["two"])
    assert kills["Text.a"].all == []
    random, replay = record.summaries()["random"], record.summaries()["replay"]
    assert (random.killed_count, random.mutant_count, random.cases, random.seconds) == (
        2,
        2,
        2,
        0.5,
    )
    assert (replay.killed_count, replay.cases) == (0, None)


CAUGHT = {"random": killed("Body.a"), "replay": killed("Body.a"), "compiler": Result()}
UNNOTICED = {"random": Result(), "replay": killed("Body.a")}


def faults(
    folder: Path, outcome: Mapping[str, Result] | str, proofs: Mapping[str, str], **unseen: str
) -> list[str]:
    bug = mutant(folder, "bug", **unseen)
    return gate.faults(record_of(folder, (bug, outcome)), [bug], proofs, whole=False)


def test_only_engines_that_must_kill_need_a_reason(tmp_path: Path) -> None:
    assert faults(tmp_path, CAUGHT, {}) == []
    unexplained = "bug is not killed by random, and its patch does not say why"
    assert faults(tmp_path, UNNOTICED, {}) == [unexplained]
    assert faults(tmp_path, UNNOTICED, {}, random="no case can") == []
    wrong = "bug is killed by replay, and its patch says why it cannot"
    assert faults(tmp_path, CAUGHT, {}, replay="no seed can") == [wrong]


def test_survivors_need_a_proof_and_proofs_a_survivor(tmp_path: Path) -> None:
    nothing = {"random": Result()}
    assert faults(tmp_path, nothing, {}) == ["bug survived: A mistake."]
    assert faults(tmp_path, nothing, {"bug": "proof"}) == []
    listed = ["bug is listed as equivalent, and was killed"]
    assert faults(tmp_path, CAUGHT, {"bug": "proof"}) == listed
    assert faults(tmp_path, "no patch", {}) == ["bug: no patch"]


def test_what_only_the_sanitizers_see_is_seen(tmp_path: Path) -> None:
    missed = {"random": Result(), "replay": killed("Body.a")}
    why = "bug is not killed by random, and its patch does not say why"
    assert faults(tmp_path, missed, {}) == [why]
    assert faults(tmp_path, missed | {"replay-sanitized": killed("Body.a")}, {}) == [why]
    assert faults(tmp_path, missed | {"random-sanitized": killed("Body.a")}, {}) == []


def test_what_could_not_run_has_missed_nothing(tmp_path: Path) -> None:
    outcome = {"compiler": killed("Body.a"), "random": NOT_BUILT, "replay": NOT_BUILT}
    assert faults(tmp_path, outcome, {}) == []
    assert line("bug", outcome) == "  killed   bug  by compiler"
    record = Record(tmp_path / "report.json")
    assert record.rows["bug"].missed_by == []
    rows = list(page.table_of_engines(record))[2:]
    assert rows[1] == "| RapidCheck, 1,000 cases | 0 of 0, 1 had no chance |  |  |"


def test_a_share_of_seeds_below_nineteen_of_twenty_needs_a_reason(tmp_path: Path) -> None:
    def of(missing: int) -> dict[str, Result]:
        return {"random": replace(killed("Body.a"), seed_count=20, missing_seed_count=missing)}

    why = "bug is killed by 18 of 20 seeds: its patch does not say why"
    assert faults(tmp_path, of(1), {}) == [] and faults(tmp_path, of(2), {}) == [why]
    bug = replace(mutant(tmp_path, "bug"), unseen={"some seeds": "it is rare"})
    for missing, expected in (
        (2, []),
        (0, ["bug is killed by all seeds, and its patch says why it cannot"]),
    ):
        assert gate.faults_of(bug, Row("", engines=of(missing)), {}) == expected
    record = record_of(tmp_path, (bug, of(2)))
    assert "- bug: 18 of 20 seeds. it is rare" in page.chances(record, [bug])


def test_of_all_mutants_each_property_must_break_one(tmp_path: Path) -> None:
    bug = mutant(tmp_path, "bug")
    record = record_of(tmp_path, (bug, {"random": killed("Body.a", "Body.b")}))
    assert gate.faults(record, [bug], {}, whole=True) == ["no mutant breaks Text.a"]


def test_a_rule_for_anybodys_endpoint_need_not_break_one(tmp_path: Path) -> None:
    bug = mutant(tmp_path, "bug")
    record = Record(tmp_path / "report.json", ["Body.a", "Dialogue.a"])
    record.add(bug, {"random": killed("Body.a")})
    assert gate.faults(record, [bug], {}, whole=True) == []


def test_the_page_tells_kills_and_misses(tmp_path: Path) -> None:
    bug, other = mutant(tmp_path, "bug", compiler="no example"), mutant(tmp_path, "other")
    record = record_of(tmp_path, (bug, CAUGHT), (other, {"random": killed(*PROPERTIES, "Text.b")}))
    rows = list(page.table_of_engines(record))[2:]
    assert rows[0] == "| the compiler | 0 of 1 |  |  |"
    assert rows[1] == "| RapidCheck, 1,000 cases | 2 of 2 | 2 | 500 ms |"
    first = list(page.table_of_mutants(record, [bug]))[2]
    assert first.endswith("| somebody | random, replay: Body.a. Not by compiler. |")
    assert page.misses(record, [bug, other]) == ["- **the compiler**, 1: bug (no example)."]
    assert page.killed_by(record, "other") == "random: Body.a, Body.b, Text.a."
    assert list(page.table_of_properties(record))[2:4] == [
        "| Body.a | 2 | bug |",
        "| Body.b | 1 | none: others notice them too |",
    ]
    assert page.picture(record).count("2/2") == 1


def test_the_targets_of_what_broke_most_are_fuzzed_first() -> None:
    targets = list(read_manifest().values())
    body, text = (next(t for t in targets if t.shape == shape) for shape in ("Body", "Text"))
    results = {"random": killed("Text.a", "Text.b", "Body.a"), "replay": Result()}
    assert targets_that_see(results, targets) == [text, body]
    assert targets_that_see({}, targets) == targets


def test_a_mutant_is_one_line() -> None:
    assert line("bug", CAUGHT) == "  killed   bug  by random, replay; not by compiler"
    assert line("bug", {"random": Result()}) == "  SURVIVED bug  by nothing"
    assert line("bug", "no patch") == "  none     bug: no patch"
