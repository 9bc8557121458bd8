import re

import pytest

from suite.faults.table import TABLE, Row
from suite.project import ROOT

SOURCE = (ROOT / "mutants/faults/kinds.cpp").read_text()
KINDS = set(re.findall(r'^    \{"(\S+)", \w+\},$', SOURCE, re.M))


def test_there_are_forty_and_each_has_a_name_of_its_own() -> None:
    assert len(TABLE) >= 40
    assert len({row.name for row in TABLE}) == len(TABLE)
    assert 10 <= sum(row.small for row in TABLE) <= 15


@pytest.mark.parametrize("row", TABLE, ids=[row.name for row in TABLE])
def test_a_fault_is_one_that_the_programs_know(row: Row) -> None:
    place, trigger, kind = row.fault.split(":")
    assert place in {"codec", "property", "start"}
    assert trigger in {"rare", "common", "every", "in-props"}
    assert kind in KINDS or (place == "property" and kind in {"broken", "both-broken"})


def test_every_kind_of_fault_is_tried() -> None:
    assert KINDS == {row.fault.split(":")[2] for row in TABLE} - {"broken", "both-broken"}
