from pathlib import Path

import pytest

from suite.engine.last_input import LastInput, read_last_input


def test_the_input_is_what_the_first_line_says(tmp_path: Path) -> None:
    path = tmp_path / "last"
    path.write_bytes(b"body_fuzzer Body 00000003\n\x03\n\x00and what was longer before")
    assert read_last_input(path) == LastInput("body_fuzzer", "Body", b"\x03\n\x00")
    path.write_bytes(b"body_fuzzer Body 00000000\n")
    assert read_last_input(path) == LastInput("body_fuzzer", "Body", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",  # all was checked
        b"\x00" * 100,  # nothing was begun
        b"body_fuzzer Body -0000003\n\x03\n\x00",  # it was being written
        b"body_fuzzer Body 00000003\n\x03\n",  # somebody cut it
    ],
)
def test_there_is_not_always_one(tmp_path: Path, data: bytes) -> None:
    assert read_last_input(tmp_path / "nowhere") is None
    path = tmp_path / "last"
    path.write_bytes(data)
    assert read_last_input(path) is None
