from suite.project import ROOT
from suite.shape.finders import NOT_BUILT, NOTHING, Found, finders, row_of, table_of
from suite.shape.first_version import first_failure

OUTPUT = """\
  ok    Varint.a  8 cases: worked examples
  FAIL  Varint.b  3 cases: worked examples
  ok    Varint.a  65,536 cases: all strings of 2 bytes
  FAIL  Number.c  2 cases: all numbers
  FAIL  Number.c  1 cases: more numbers
"""
PATCH = ROOT / "examples/quic_varint/first_version/last-of-4-bytes.patch"


def test_the_first_failure_is_of_the_property_that_took_the_fewest_cases() -> None:
    assert first_failure(OUTPUT) == Found("Number.c", 2)
    assert first_failure("  ok    Varint.a  8 cases: x\n") is None
    assert first_failure("  FAIL  Varint.a  1,500 random cases\n") == Found("Varint.a", 1500)
    earlier = "  ok    Varint.a  8 cases: x\n  FAIL  Varint.a  2 cases: y\n"
    assert first_failure(earlier) == Found("Varint.a", 10)


def test_a_table_says_who_found_what() -> None:
    rows = [row_of(PATCH, [NOTHING, Found("Number.c", 1500), Found("crash"), NOT_BUILT, NOTHING])]
    table = table_of(rows)
    assert "| — | 1,500 | at once | not built | — | `Number.c` |" in table
    ((name, found),) = finders(table)
    assert name.endswith("(../examples/quic_varint/first_version/last-of-4-bytes.patch)")
    assert found == [False, True, True, False, False]


def test_another_count_is_the_same_and_another_finder_is_not() -> None:
    def found(*all_found: Found | str) -> list[tuple[str, list[bool]]]:
        return finders(table_of([row_of(PATCH, list(all_found))]))

    one = Found("Number.c", 3)
    assert found(NOTHING, one, one) == found(NOTHING, Found("x", 7), one)
    assert found(NOTHING, one, one) != found(NOTHING, one, NOT_BUILT)
