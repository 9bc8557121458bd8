import pytest

from suite.markup import text


@pytest.mark.parametrize(
    "raw, shown",
    [
        ("§ “ü” 漢\ttab\nline", "§ “ü” 漢\ttab\nline"),
        ("a\0b\x1b[31m\x7f\x9f", "a\\x00b\\x1b[31m\\x7f\\x9f"),
        ("\udcff\udc80", "\\xff\\x80"),
        ("\ud800\u202e\ufeff\ufffe\u2028", "\\ud800\\u202e\\ufeff\\ufffe\\u2028"),
        ("\U000e0001", "\\U000e0001"),
        ("\r\n", "\\x0d\n"),
    ],
)
def test_what_cannot_be_seen_is_shown(raw: str, shown: str) -> None:
    assert text.visible(raw) == shown


@pytest.mark.parametrize(
    "count, noun, words",
    [
        *((1, "check", "1 check"), (0, "check", "0 checks"), (2000, "byte", "2,000 bytes")),
        (2, "property", "2 properties"),
    ],
)
def test_counts(count: int, noun: str, words: str) -> None:
    assert text.plural(count, noun) == words
