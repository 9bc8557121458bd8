"""Each table is made from the one place that knows; what cannot be read there is a Fault."""

from collections.abc import Callable
from pathlib import Path

import pytest

from suite.command import Fault
from suite.conformance.example_table import make_result
from suite.conformance.expected import accept
from suite.conformance.record import Role, Verdict
from suite.pages import tables
from suite.project import ROOT

LISTED = """\
Body.a
    first claim
    RFC 6455 §5.5, §7; invariant; compiler, exhaustive, RapidCheck, fuzzing, replay
Text.b
    one | other
    policy; roundtrip; exhaustive, RapidCheck, fuzzing, replay
"""


@pytest.fixture
def props(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a program that prints a text."""

    def make(text: str) -> Path:
        program = tmp_path / "props"
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{text}END\n")
        program.chmod(0o755)
        return program

    return make


def test_properties_stand_with_their_shape(props: Callable[[str], Path]) -> None:
    made = tables.properties(props(LISTED))
    body, text = made.index("## `Body`: 1 properties, `body_fuzzer`"), made.index("## `Text`")
    assert body < made.index("| `a` | first claim | RFC 6455 §5.5, §7 | invariant |") < text
    assert text < made.index("| `b` \\* | one \\| other | policy | roundtrip |")


@pytest.mark.parametrize("text", ["", LISTED + "Body.c\n", LISTED.replace("    first claim\n", "")])
def test_a_list_in_another_format_is_a_fault(props: Callable[[str], Path], text: str) -> None:
    with pytest.raises(Fault):
        tables.properties(props(text))


def test_every_status_code_is_in_the_table() -> None:
    made = tables.codes(ROOT)
    assert "| 1000 | Normal Closure | yes | RFC 6455 §7.4.1 |\n" in made
    assert "| 5000–65535 | Undefined | no | policy |\n" in made


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{1000, 1000,", "{ 1000, 1000,"),
        ("{0, 999,", "{0, 998,"),
        ("65535,", "65534,"),
        ("    {", ""),
    ],
)
def test_a_row_that_cannot_be_read_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    header = Path("src/closeframe/status_code.hpp")
    text = (ROOT / header).read_text()
    assert old in text
    (tmp_path / header).parent.mkdir(parents=True)
    (tmp_path / header).write_text(text.replace(old, new))
    monkeypatch.setattr(tables, "ROOT", tmp_path)
    with pytest.raises(Fault):
        tables.codes(tmp_path)


def test_the_page_of_mutants_is_of_the_patches_that_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "ROOT", tmp_path)
    for folder in ("docs", "mutants"):
        (tmp_path / folder).mkdir()
    (tmp_path / "mutants/one.patch").touch()
    page = "| engine | killed |\n|---|---|\n| replay | 1 |\n"
    (tmp_path / "docs/mutants.md").write_text(f"{page}\n[one](../mutants/one.patch)\n")
    assert tables.mutants(tmp_path) == page
    (tmp_path / "mutants/two.patch").touch()
    with pytest.raises(Fault, match="two"):
        tables.mutants(tmp_path)


def test_the_rules_that_most_break_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "ROOT", tmp_path)
    folder = tmp_path / "peers" / "expected"
    broken = make_result("x", Role.SERVER, Verdict.VIOLATES, Verdict.HANGS)
    for name, result in (("a", broken), ("b", make_result("x", Role.CLIENT, Verdict.CRASHES))):
        accept(folder, [result.copy(update={"peer": name})])
        accept(folder, [result.copy(update={"peer": f"{name}-loopback"})])
    accept(folder, [make_result("c", Role.SERVER)])
    accept(folder, [make_result("closeframe", Role.SERVER)])
    assert tables.others(tmp_path).splitlines()[2:] == [
        "| `rejects_half_a_code` | 2 of 3 |",
        "| `one_close_at_most` | 1 of 3 |",
    ]
    mended = make_result("a", Role.SERVER)
    mended.version = "2.0"
    accept(folder, [mended, mended.copy(update={"peer": "a-loopback"})])
    assert tables.others(tmp_path).splitlines()[2:] == ["| `rejects_half_a_code` | 1 of 3 |"]
