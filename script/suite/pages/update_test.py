from pathlib import Path

import pytest

from suite.command import Fault
from suite.pages.update import updated

PAGE = "before\n<!-- table: codes -->\na stale row\n<!-- end -->\nafter\n"


def test_only_what_stands_in_the_region_is_replaced() -> None:
    new = updated(PAGE, Path("props"))
    assert new.startswith("before\n<!-- table: codes -->\n\n| codes |")
    assert new.endswith("|\n\n<!-- end -->\nafter\n")
    assert "stale" not in new
    assert updated(new, Path("props")) == new


@pytest.mark.parametrize("page", [PAGE.replace("<!-- end -->", ""), PAGE.replace("codes", "codez")])
def test_a_region_that_is_not_understood_is_a_fault(page: str) -> None:
    with pytest.raises(Fault):
        updated(page, Path("props"))
