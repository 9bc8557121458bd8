from pathlib import Path

from suite.mutants.pairs import Pair, draw, faults_of, not_run
from suite.mutants.planted import Mutant
from suite.mutants.record import Record
from suite.mutants.result import NOT_BUILT, Kill, Result

LINES = [f"line {number}\n" for number in range(20)]
KILLED = Result([Kill("Body.a", "broken", 2, 0.5)], 2, 0.5)


def mutant(folder: Path, name: str, line: int) -> Mutant:
    """Changes one line of the file that the tests plant bugs in."""
    at = f"@@ -{line},3 +{line},3 @@\n {LINES[line - 1]}-{LINES[line]}+{name}\n {LINES[line + 1]}"
    path = folder / f"{name}.patch"
    path.write_text(f"A mistake.\n\n--- a/src/it.hpp\n+++ b/src/it.hpp\n{at}")
    return Mutant(name, path, "A mistake.", "somebody", "a rule", {})


def mutants(folder: Path) -> list[Mutant]:
    """Of three, of which `near` and `same` change the same place."""
    (folder / "src").mkdir()
    (folder / "src/it.hpp").write_text("".join(LINES))
    return [mutant(folder, *each) for each in (("near", 3), ("same", 3), ("far", 12))]


def names(pairs: list[Pair]) -> set[str]:
    return {pair.name for pair in pairs}


def test_pairs_apply_together_and_the_seed_says_which(tmp_path: Path) -> None:
    three, src = mutants(tmp_path), tmp_path / "src"
    drawn = draw(three, 9, 1, src, tmp_path / "drawn")
    assert names(drawn) == {"near + far", "same + far"}
    ones = [draw(three, 1, seed, src, tmp_path / "drawn") for seed in range(20)]
    assert {len(one) for one in ones} == {1}
    assert set.union(*map(names, ones)) == names(drawn)
    assert names(draw(three, 1, 7, src, tmp_path / "drawn")) == names(ones[7])


def test_both_are_planted(tmp_path: Path) -> None:
    near, _, far = mutants(tmp_path)
    assert Pair(near, far).plant(tmp_path) == ""
    text = (tmp_path / "src/it.hpp").read_text()
    assert "near" in text and "far" in text


def test_a_pair_is_hidden_where_an_engine_that_kills_both_misses_it(tmp_path: Path) -> None:
    near, _, far = mutants(tmp_path)
    alone = Record(tmp_path / "report.json", ["Body.a"])
    alone.add(near, {"random": KILLED, "replay": KILLED})
    alone.add(far, {"random": KILLED, "replay": Result()})
    assert not_run([Pair(near, far)], ["random", "replay"], alone) == []
    assert not_run([Pair(near, far)], ["random", "compiler"], alone) == [near, far]
    pair, missed = Pair(near, far), {"random": Result(), "replay": Result()}
    hidden = ["hidden from random, which kills both alone: near + far"]
    assert faults_of(pair, missed, alone) == hidden
    assert faults_of(pair, {"random": KILLED, "replay": Result()}, alone) == []
    assert faults_of(pair, {"random": NOT_BUILT}, alone) == []
    assert faults_of(pair, "no patch", alone) == ["near + far: no patch"]
