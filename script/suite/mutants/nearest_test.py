"""Of whom a mutant is asked, with engines that build nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from suite.mutants import workspace
from suite.mutants.engines import CODEC, Engines
from suite.mutants.nearest import SHAPES, NearestShape, ask_for_the_rest, codec_of
from suite.mutants.planted import Mutant
from suite.mutants.record import Record
from suite.mutants.result import Kill, Outcome, Result
from suite.project import ROOT, read_manifest

MISSED = Result()
KILLED = Result([Kill("Text.a", "broken", 2, 0.5)], 2, 0.5)


def header(folder: Path, name: str, text: str) -> None:
    path = folder / "src/closeframe" / f"{name}.hpp"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def mutant_folder(tmp_path: Path) -> Path:
    """A mutant of utf8.hpp; `tmp_path` has src/ as it is."""
    for name in ("utf8", "mask", "new"):
        header(tmp_path, name, "good")
    header(workspace.copy_tree(tmp_path / "src", tmp_path / "mutant/src").parent, "utf8", "bad")
    return tmp_path / "mutant"


class Asked(NearestShape):
    """Notes which codecs are asked, and misses in those of `misses`."""

    def __init__(self, folder: Path, misses: Mapping[str, Result]) -> None:
        super().__init__(folder)
        self.misses, self.codecs = misses, list[str]()

    def run_fast(self, folder: Path, names: Sequence[str], codec: str = CODEC) -> dict[str, Result]:
        self.codecs.append(codec)
        return {"random": KILLED, "replay": self.misses.get(codec, KILLED)}


def test_all_are_asked_where_one_engine_misses(mutant_folder: Path) -> None:
    engines = Asked(mutant_folder.parent, {})
    assert engines.run(mutant_folder, []) == {"random": KILLED, "replay": KILLED}
    assert engines.codecs == ["Text_codec_mutant"]
    engines = Asked(mutant_folder.parent, {"Text_codec_mutant": MISSED})
    assert engines.run(mutant_folder, [])["replay"] == KILLED  # type: ignore[index]
    assert engines.codecs == ["Text_codec_mutant", "codec_mutant"]


@pytest.mark.parametrize("changed", [("mask", "bad"), ("new", "bad"), ("utf8", "good")])
def test_what_is_near_to_no_shape_is_asked_of_all(
    mutant_folder: Path, changed: tuple[str, str]
) -> None:
    header(mutant_folder, *changed)
    if changed[0] == "new":
        header(mutant_folder, "utf8", "good")
    engines = Asked(mutant_folder.parent, {})
    engines.run(mutant_folder, [])
    assert engines.codecs == ["codec_mutant"]


def test_each_header_has_a_shape_that_exists() -> None:
    headers = {path.stem for path in (ROOT / "src/closeframe").glob("*.hpp")}
    assert set(SHAPES) <= headers
    assert set(SHAPES.values()) <= {each.shape for each in read_manifest().values()}
    assert {codec_of(each) for each in SHAPES.values()} <= set(NearestShape.shared)


def test_properties_that_nothing_broke_are_asked_of_likely_mutants_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutants = []
    for name in ("unlike", "alike"):
        (tmp_path / f"{name}.patch").write_text(f"A mistake.\n\n--- {name}\n")
        mutants.append(Mutant(name, tmp_path / f"{name}.patch", "", "", "", {}))
    record = Record(tmp_path / "report.json", ["Text.a", "Body.a", "Body.b"])
    record.add(mutants[0], {"random": Result([Kill("Body.b", "broken", 1, 0)])})
    record.add(mutants[1], {"random": KILLED})
    asked: list[str] = []

    def run(engines: Engines, some: Sequence[Mutant], *_: object) -> None:
        asked.append(some[0].name)
        both = {"random": Result([*KILLED.kills, Kill("Body.a", "broken", 1, 0)])}
        outcome: Outcome = both if some[0].name == "alike" else {"random": MISSED}
        record.add(some[0], outcome)

    monkeypatch.setattr("suite.mutants.workers.run", run)
    engines = Asked(tmp_path, {})
    ask_for_the_rest(engines, mutants, ["random"], record)
    assert asked == ["alike"] and engines.asks_all and record.unbroken() == []
