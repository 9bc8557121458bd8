from pathlib import Path

from suite.mutants import rules

SNIPPET = """\
#pragma once
constexpr int f(int a, bool b) {
  int sum = 0x7f;
  for (int i = 0; i < a; ++i) sum += i;
  if (b && a == 2u) return true ? sum : 10;
  if (int c = a) return c;
  if consteval { return a; }
  sum = a;
  return sum;
}
"""


def changes(folder: Path) -> dict[str, list[str]]:
    """What `find` made of the snippet: for each kind the changes, with their lines."""
    header = folder / "it.hpp"
    header.write_text(SNIPPET)
    found: dict[str, list[str]] = {}
    for mutant in rules.find(header):
        what = mutant.change.removeprefix(f"{mutant.kind}: ")
        found.setdefault(mutant.kind, []).append(f"{mutant.line[0]} {what}")
    return found


def test_each_operator_becomes_its_neighbour(tmp_path: Path) -> None:
    operators = ["4 < -> <=", "4 += -> -=", "5 && -> ||", "5 == -> !="]
    assert changes(tmp_path)["operator"] == operators


def test_each_number_becomes_those_beside_it_in_its_own_form(tmp_path: Path) -> None:
    constants = changes(tmp_path)["constant"]
    assert {"3 0x7f -> 0x7E", "3 0x7f -> 0x80"} <= set(constants)
    assert "4 0 -> 1" in constants and "4 0 -> 0" not in constants
    assert {"5 2u -> 1u", "5 2u -> 3u", "5 true -> false", "5 10 -> 11"} <= set(constants)


def test_each_condition_is_forced_and_turned_round(tmp_path: Path) -> None:
    conditions = changes(tmp_path)["condition"]
    assert {"4 i < a -> true", "4 i < a -> false", "4 i < a -> !(i < a)"} <= set(conditions)
    assert "5 b && a == 2u -> !(b && a == 2u)" in conditions
    assert "5 true -> !(true)" in conditions  # of the conditional operator
    assert not [each for each in conditions if each[0] in "67"]


def test_each_statement_but_a_declaration_is_left_out(tmp_path: Path) -> None:
    statements = changes(tmp_path)["statement"]
    assert {"8 sum = a -> ;", "9 return sum -> ;"} <= set(statements)
    assert not [each for each in statements if each.startswith("3 ")]


def test_planting_changes_these_bytes_alone(tmp_path: Path) -> None:
    header = tmp_path / "closeframe" / "it.hpp"
    header.parent.mkdir()
    header.write_text(SNIPPET)
    mutant = next(each for each in rules.find(header) if each.change == "operator: == -> !=")
    copy = tmp_path / "copy" / "src" / "closeframe" / "it.hpp"
    copy.parent.mkdir(parents=True)
    copy.write_text(SNIPPET)
    assert mutant.plant(tmp_path / "copy") == ""
    assert copy.read_text() == SNIPPET.replace("==", "!=")
    assert mutant.key == "it.hpp: if (b && a == 2u) return true ? sum : 10; | operator: == -> !="
