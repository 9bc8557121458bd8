import json
import re

import pytest

from suite.command import Fault
from suite.project import ROOT
from suite.shape.new_shape import check_name, values_of, with_line, with_row, written


@pytest.mark.parametrize(
    ("name", "file", "article", "plural"),
    [
        ("CloseCode", "close_code", "a", "close codes"),
        ("Event", "event", "an", "events"),
        ("Utf8Entry", "utf8_entry", "an", "utf8 entries"),
    ],
)
def test_what_a_name_is_turned_into(name: str, file: str, article: str, plural: str) -> None:
    values = values_of(name)
    assert (values["file"], values["a"], values["plural"]) == (file, article, plural)


@pytest.mark.parametrize(
    "name", ["", "close_code", "closeCode", "Close Code", "CloseC", "A::B", "../A"]
)
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(Fault, match="is no name of a shape"):
        check_name(ROOT, name)


@pytest.mark.parametrize("name", ["Text", "Wire", "Body", "Dialogue"])
def test_a_shape_that_is_there_already(name: str) -> None:
    with pytest.raises(Fault, match="there is a .* already"):
        check_name(ROOT, name)


@pytest.mark.parametrize("name", ["Class", "Std", "Bytes", "Input", "Shared", "Verdict"])
def test_a_name_that_means_something_else(name: str) -> None:
    with pytest.raises(Fault, match="choose another name"):
        check_name(ROOT, name)


def test_a_good_name() -> None:
    check_name(ROOT, "CloseCode")


def test_no_word_of_a_template_is_left_over() -> None:
    files = written(values_of("CloseCode"))
    for name, content in files.items():
        assert not re.search(rb"@\w+@", content), name
    assert "props/shapes/close_code.hpp" in files
    assert "props/generators/close_code_domains.hpp" in files
    assert "fuzz/close_code_fuzzer.cpp" in files
    assert len({content for name, content in files.items() if "corpus/" in name}) >= 5


def test_the_rows_are_added_at_the_end() -> None:
    values = values_of("CloseCode")
    manifest = (ROOT / "fuzz/targets.json").read_text("utf-8")
    old, new = json.loads(manifest)["targets"], json.loads(with_row(manifest, values))["targets"]
    assert new[:-1] == old and new[-1]["name"] == "close_code_fuzzer"
    assert new[-1].keys() == old[-1].keys()
    page = (ROOT / "corpus/README.md").read_text("utf-8")
    added = set(with_line(page, values).splitlines()) - set(page.splitlines())
    assert added == {"| `close_code_fuzzer/` | bytes that claim to be UTF-8 |"}
    with pytest.raises(Fault, match="no table"):
        with_line("", values)
