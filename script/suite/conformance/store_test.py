"""What the last run left is read again, or as good as not there."""

from pathlib import Path

import pytest

from suite.conformance.record import Role
from suite.conformance.store import read_seconds

ROW = '[{"peer": "ws", "role": "client", "seconds": 12.5, "dialogues": 1, "judged": {}}]'


def test_how_long_each_took(tmp_path: Path) -> None:
    (tmp_path / "measured.json").write_text(ROW)
    assert read_seconds(tmp_path) == {("ws", Role.CLIENT): 12.5}


@pytest.mark.parametrize("text", ["", "[", "{}", "[1]", '[{"peer": 1}]', '[{"role": "judge"}]'])
def test_what_cannot_be_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "measured.json").write_text(text)
    assert read_seconds(tmp_path) == {}
    assert read_seconds(tmp_path / "none") == {}
