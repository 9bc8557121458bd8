from suite.faults import page
from suite.faults.judge import Result
from suite.faults.table import TABLE, Row
from suite.state.record import Finding

ROW = Row("aborts", "codec:rare:abort", (r"abort-abort_once-\w{8}",))
RESULT = Result(
    ROW,
    1,
    12.3,
    "findings",
    [Finding(target="body_fuzzer", signature="abort-abort_once-0badcafe", kind="crash", title="")],
)


def test_the_page_and_the_table_agree() -> None:
    assert page.wrong_lines(page.PAGE.read_text(), TABLE) == []


def test_what_is_written_is_read_again() -> None:
    text = page.text_of([RESULT], table=[ROW])
    assert "| `codec-rare-abort` | aborts | findings | 1 | `abort-abort_once` | 0 of 0 |" in text
    assert page.wrong_lines(text, [ROW]) == []


def test_what_was_not_tried_again_stays() -> None:
    other = Row("hangs", "codec:rare:hang", (r"hang-\w{8}",))
    both = page.text_of([RESULT, Result(other, 1, 9, "findings")], table=[ROW, other])
    assert page.text_of([Result(ROW, 1, 12.3, "clean")], both, [ROW, other]) == both.replace(
        "| findings | 1 | `abort-abort_once` | 0 of 0 |", "| clean | 1 |  |  |"
    )


def test_a_line_that_does_not_agree_is_told() -> None:
    def wrong(result: Result, *table: Row) -> str:
        return " ".join(page.wrong_lines(page.text_of([result], table=[ROW]), table or (ROW,)))

    other = Row("hangs", "codec:rare:hang", (r"hang-\w{8}",))
    assert wrong(RESULT, ROW, other) == "codec-rare-hang is not on the page"
    assert wrong(RESULT, other).startswith("codec-rare-abort is not in the table")
    assert wrong(Result(ROW, 0, 12, "findings", RESULT.findings)).endswith("findings | 0")
    assert "found nothing" in wrong(Result(ROW, 1, 12, "findings"))
    assert "not as it should be" in wrong(
        Result(ROW, 1, 12, "findings", RESULT.findings, ["no meaning"])
    )
