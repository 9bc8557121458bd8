"""Tests of the call of a night."""

import pytest

from suite.command import Fault
from suite.night.nightly import seconds_of


@pytest.mark.parametrize(
    "text, seconds",
    [("90", 90), ("90s", 90), ("5m", 300), ("1.5h", 5400), ("10s", 10)],
)
def test_a_time(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "m", "-5m", "5 m", "5d", "1e3", "9.9s", "0h"])
def test_what_is_no_time_or_too_short_a_one(text: str) -> None:
    with pytest.raises(Fault):
        seconds_of(text)
