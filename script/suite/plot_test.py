import re
from xml.etree import ElementTree

from suite import plot

ROWS = [
    plot.Row("decode", "wslay", plot.SERIES[0], [0.5, 2, 40]),
    plot.Row("decode", "a copy & more", plot.SERIES[1], [1]),
    plot.Row("encode", "wslay", plot.SERIES[0], [3]),
]


def texts(svg: str) -> list[str]:
    return [
        each.text or "" for each in ElementTree.fromstring(svg).iter() if each.tag[-4:] == "text"
    ]


def test_the_same_figures_give_the_same_bytes_and_no_date() -> None:
    first = plot.dots("times", ROWS, emphasised=1)
    assert first == plot.dots("times", ROWS, emphasised=1)
    assert "metadata" not in first and "matplotlib.org" not in first


def test_words_are_text_and_a_group_is_named_once() -> None:
    found = texts(plot.dots("times", ROWS))
    assert sorted(word for word in found if not word[0].isdigit()) == [
        "a copy & more",
        "decode",
        "encode",
        "times",
        "wslay",
        "wslay",
    ]
    assert {"0.5", "1", "2", "5", "10", "20"} <= set(found)


def test_every_colour_has_a_dark_one() -> None:
    for svg in (plot.dots("times", ROWS, 1), plot.cells("bugs", {"wslay": ([True, False], "1/2")})):
        light, dark = svg.split("</style>", 1)[1], svg.split("</style>", 1)[0]
        used = set(re.findall(r"(?:fill|stroke): (#\w{6})", light))
        assert used and all(f"{colour}" in dark for colour in used)


def test_cells_that_stand_together_are_one_bar() -> None:
    assert plot.runs_of([True, True, False, True]) == [(0, 2), (3, 1)]
    assert plot.runs_of([False]) == []


def test_numbers_are_short() -> None:
    assert [plot.short(each) for each in (0.05, 5, 20000)] == ["0.05", "5", "20k"]
