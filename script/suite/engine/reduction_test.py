"""Tests of how an input is made smaller, without a program that it breaks."""

import pytest

from suite.engine.reduction import without_pieces


@pytest.mark.parametrize(
    "data, wanted",
    [(b"", b""), (b"ab", b"ab"), (b"xxaxxxxbxx", b"ab"), (b"x" * 500 + b"ab", b"ab")],
)
def test_only_what_breaks_is_left(data: bytes, wanted: bytes) -> None:
    def breaks(candidate: bytes) -> bool:
        return all(byte in candidate for byte in wanted)

    assert without_pieces(data, breaks) == wanted


def test_what_never_breaks_again_stays_as_it_is() -> None:
    tried = []

    def breaks(candidate: bytes) -> bool:
        tried.append(candidate)
        return False

    assert without_pieces(b"abcdefgh", breaks) == b"abcdefgh"
    assert len(tried) == 1 + 2 + 4 + 8


def test_few_tries_are_enough_for_a_long_input() -> None:
    tried = []

    def breaks(candidate: bytes) -> bool:
        tried.append(candidate)
        return b"\x03" in candidate

    assert without_pieces(b"\x03" + b"x" * 511, breaks) == b"\x03"
    assert len(tried) < 60
