from suite.markup.markdown import code, plain, table


def test_a_bar_does_not_end_a_cell() -> None:
    made = table(["a", "b"], [["x", "y|z"]])
    assert made == "| a | b |\n|---|---|\n| x | y\\|z |\n"


def test_nothing_in_plain_text_is_markdown() -> None:
    assert plain("a_b _c_ *d*\n[e](f)") == "a_b &#95;c&#95; &#42;d&#42; &#91;e&#93;(f)"


def test_nothing_in_code_ends_it() -> None:
    assert code("a`|*<b>&\nc") == "<code>a&#96;&#124;&#42;&lt;b>&amp; c</code>"
