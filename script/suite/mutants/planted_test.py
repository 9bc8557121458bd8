from pathlib import Path

import pytest

from suite.command import Fault
from suite.mutants import planted

PATCH = """\
A received 1005 is accepted.
Ports: nats-io/nats-server 6259.
Rule: RFC 6455 §7.4.1.
Unseen by replay: no seed can
Killed by: random: Body.a.

--- a/src/closeframe/status_code.hpp
+++ b/src/closeframe/status_code.hpp
@@ -1,1 +1,1 @@
-Rule: not a field
+Ports: nor this
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "some-bug.patch"
    path.write_text(text)
    return path


def test_the_first_lines_say_what_it_is(tmp_path: Path) -> None:
    mutant = planted.read(write(tmp_path, PATCH))
    assert mutant.name == "some-bug"
    assert mutant.mistake == "A received 1005 is accepted."
    assert mutant.origin == "nats-io/nats-server 6259" and mutant.is_ported
    assert mutant.rule == "RFC 6455 §7.4.1"
    assert mutant.unseen == {"replay": "no seed can"}


def test_what_nobody_made_is_systematic(tmp_path: Path) -> None:
    mutant = planted.read(write(tmp_path, PATCH.replace("Ports: nats", "Systematic: nats", 1)))
    assert mutant.origin == "systematic: nats-io/nats-server 6259" and not mutant.is_ported


@pytest.mark.parametrize("field", ["Ports: nats", "Rule: RFC"])
def test_origin_and_rule_are_needed(tmp_path: Path, field: str) -> None:
    with pytest.raises(Fault, match="some-bug.patch"):
        planted.read(write(tmp_path, PATCH.replace(field, "Other", 1)))


def test_annotating_replaces_one_line_and_leaves_the_diff(tmp_path: Path) -> None:
    mutant = planted.read(write(tmp_path, PATCH))
    before = mutant.fingerprint
    planted.annotate(mutant, "compiler: Body.b.")
    text = mutant.path.read_text()
    assert text == PATCH.replace("random: Body.a.", "compiler: Body.b.")
    assert planted.read(mutant.path).fingerprint == before


def test_another_diff_has_another_fingerprint(tmp_path: Path) -> None:
    before = planted.read(write(tmp_path, PATCH)).fingerprint
    assert planted.read(write(tmp_path, PATCH.replace("nor this", "nor"))).fingerprint != before


def test_an_unknown_name_is_a_fault(tmp_path: Path) -> None:
    mutants = [planted.read(write(tmp_path, PATCH))]
    assert planted.pick(mutants, []) == mutants
    assert planted.pick(mutants, ["some-bug", "some-bug"]) == mutants
    with pytest.raises(Fault, match="there is no mutant 'other'"):
        planted.pick(mutants, ["other"])


def test_the_parts_are_all_and_have_nothing_in_common() -> None:
    names = [mutant.name for mutant in planted.read_all()]
    numbers = [planted.part_of(f"{number}/7")[0] for number in range(1, 8)]
    parts = [names[number - 1 :: 7] for number in numbers]
    assert sorted(name for part in parts for name in part) == sorted(names)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


@pytest.mark.parametrize("text", ["", "0/7", "8/7", "1", "1/0", "-1/7", "a/b"])
def test_what_is_no_part(text: str) -> None:
    with pytest.raises(Fault, match="is no part; write 2/7"):
        planted.part_of(text)
