"""Each rule of the house, kept and broken, in a tree of a few files."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from suite.pages.imports import MAY_IMPORT
from suite.pages.layering import MAY_INCLUDE, circle_in, wrong_imports, wrong_includes
from suite.pages.parts import wrong_properties, wrong_targets


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.mark.parametrize(
    "files",
    [
        {"src/a.hpp": "#include <vector>\n#include <b.hpp>", "src/b.hpp": ""},
        {"props/shapes/a.hpp": "#include <x.hpp>", "src/x.hpp": ""},
        {"props/catalogue/a.hpp": '#include "properties/a.hpp"', "props/properties/a.hpp": ""},
        {"props/engines/a.cpp": '#include "engines/b.hpp"', "props/kit/engines/b.hpp": ""},
        {"props/generators/a.hpp": "#include <rapidcheck.h>"},
        {
            "examples/x/props/cases/a.hpp": '#include "shapes/b.hpp"\n#include "cases/c.hpp"',
            "examples/x/props/shapes/b.hpp": "",
            "props/shapes/b.hpp": "",
            "props/kit/cases/c.hpp": "",
        },
        {"fuzz/a.cpp": '#include "shapes/a.hpp"', "props/shapes/a.hpp": "#include <array>"},
        {"build/clang/a.cpp": '#include "../../src/a.hpp"', "src/a.hpp": ""},
    ],
)
def test_includes_that_are_good(tmp_path: Path, files: dict[str, str]) -> None:
    assert list(wrong_includes(write(tmp_path, files))) == []


@pytest.mark.parametrize(
    ("file", "includes", "rule"),
    [
        ("src/a.hpp", "<fcntl.h>", "no library"),
        ("src/a.hpp", '"../props/shapes/b.hpp"', "from src/ point to nobody"),
        ("props/reference/a.hpp", '"../../src/b.hpp"', "from props/reference/ point to nobody"),
        ("props/shapes/a.hpp", '"reference/b.hpp"', "from props/shapes/"),
        ("props/shapes/a.hpp", "<boost/beast.hpp>", "no library"),
        ("props/cases/a.hpp", '"properties/b.hpp"', "from props/cases/"),
        ("props/properties/a.hpp", '"generators/b.hpp"', "from props/properties/"),
        ("props/dialogue/a.hpp", '"generators/b.hpp"', "from props/dialogue/"),
        ("props/properties/a.hpp", '"engines/b.hpp"', "from props/properties/"),
        ("props/properties/a.hpp", "<rapidcheck.h>", "no library"),
        ("props/generators/a.hpp", '"engines/b.hpp"', "from props/generators/"),
        ("props/kit/cases/a.hpp", '"properties/b.hpp"', "from props/kit/cases/"),
        ("props/kit/engines/a.hpp", '"engines/b.hpp"', "from props/kit/engines/"),
        ("props/catalogue/a.hpp", '"engines/b.hpp"', "from props/catalogue/"),
        ("props/engines/a.hpp", '"../fuzz/b.hpp"', "from props/engines/"),
        ("props/a.hpp", "<vector>", "is in no room"),
        ("bench/a.cpp", '"../fuzz/b.hpp"', "from bench/"),
        ("mutants/a.cpp", '"../bench/b.hpp"', "from mutants/"),
        ("examples/a.cpp", '"shapes/b.hpp"', "from examples/"),
        ("new/a.cpp", "<vector>", "is in no room"),
        ("fuzz/a.cpp", "<rapidcheck.h>", "no RapidCheck"),
    ],
)
def test_an_include_that_breaks_a_rule(tmp_path: Path, file: str, includes: str, rule: str) -> None:
    rooms = ("shapes", "reference", "properties", "generators", "engines")
    targets = {f"props/{room}/b.hpp": "" for room in rooms}
    targets |= {name: "" for name in ("src/b.hpp", "fuzz/b.hpp", "bench/b.hpp")}
    wrong = list(wrong_includes(write(tmp_path, {**targets, file: f"#include {includes}"})))
    assert len(wrong) == 1 and rule in wrong[0], wrong


def test_fuzz_includes_no_rapidcheck_through_others(tmp_path: Path) -> None:
    write(tmp_path, {"fuzz/a.cpp": '#include "generators/b.hpp"'})
    write(tmp_path, {"props/generators/b.hpp": "#include <rapidcheck.h>"})
    assert "no RapidCheck" in list(wrong_includes(tmp_path))[0]


def test_a_circle_of_includes(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        write(tmp_path, {f"src/{one}.hpp": f"#include <{other}.hpp>"})
    assert "a circle of includes" in list(wrong_includes(tmp_path))[0]


def package(files: dict[str, str]) -> dict[str, str]:
    return {f"script/suite/{name}.py": text for name, text in files.items()}


@pytest.mark.parametrize(
    "files",
    [
        {"night/a": "from suite.night import b\nimport suite.engine.c", "night/b": ""},
        {"engine/a": "import os\nfrom suite.project import ROOT", "project": ""},
        {"project_test": "from suite.project import ROOT", "project": ""},
    ],
)
def test_imports_that_are_good(tmp_path: Path, files: dict[str, str]) -> None:
    assert list(wrong_imports(write(tmp_path, package(files)))) == []


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ({"engine/a": "from suite.night import b", "night/b": ""}, "the arrows from engine"),
        ({"peers/a": "def f():\n  import suite.pages.b", "pages/b": ""}, "the arrows from peers"),
        ({"command": "from suite.project import ROOT", "project": ""}, "the arrows from command"),
        ({"new/a": "from suite.command import Fault", "command": ""}, "new has no row"),
        ({"night/a": "from . import b", "night/b": ""}, "imports are absolute"),
        (
            {
                "night/a": "from suite.night.b import f",
                "night/b": "from suite.night import c",
                "night/c": "import suite.night.a",
            },
            "a circle of imports",
        ),
    ],
)
def test_imports_that_break_a_rule(tmp_path: Path, files: dict[str, str], rule: str) -> None:
    wrong = list(wrong_imports(write(tmp_path, package(files))))
    assert len(wrong) == 1 and rule in wrong[0], wrong


def test_nobody_outside_imports_the_package(tmp_path: Path) -> None:
    write(tmp_path, {"corpus/a.py": "from suite.project import ROOT"})
    assert "nobody outside" in list(wrong_imports(tmp_path))[0]


def test_a_property_without_its_row(tmp_path: Path) -> None:
    function = "constexpr bool holds(const Case<Body>& each) { return true; }\n"
    path = "props/properties/body.hpp"
    write(tmp_path, {path: function + "PROPERTY(holds, invariant, policy, claim);\n"})
    assert list(wrong_properties(tmp_path)) == []
    write(tmp_path, {path: function})
    assert "holds is no property" in list(wrong_properties(tmp_path))[0]


def test_a_rule_without_its_row(tmp_path: Path) -> None:
    function = "inline Judgement ends(const Played& played) {\n}\n"
    path = "props/dialogue/rules/ends.hpp"
    write(tmp_path, {path: function + "RULE(ends, Level::must, clause, sentence, claim);\n"})
    assert list(wrong_properties(tmp_path)) == []
    write(tmp_path, {path: function})
    assert "ends is no rule" in list(wrong_properties(tmp_path))[0]


SIZES = {"max_input_size": 1, "expected_edges": 1}
ROW: dict[str, object] = SIZES | {
    "name": "x_fuzzer",
    "shape": "X",
    "claim": "",
    "dictionary": [],
    "msan": True,
}
SHAPE = (
    'static constexpr std::string_view name = "X";\n'
    '  static constexpr std::string_view target = "x_fuzzer";'
)


def target_tree(root: Path, row: dict[str, object]) -> Path:
    files = {
        "fuzz/targets.json": json.dumps({"targets": [row]}),
        "fuzz/x_fuzzer.cpp": "",
        "corpus/x_fuzzer/seed": "",
        "props/shapes/x.hpp": SHAPE,
    }
    return write(root, files)


def test_a_target_with_all_its_parts(tmp_path: Path) -> None:
    assert list(wrong_targets(target_tree(tmp_path, ROW))) == []


@pytest.mark.parametrize("part", ["fuzz/x_fuzzer.cpp", "corpus/x_fuzzer", "props/shapes/x.hpp"])
def test_a_target_that_lacks_a_part(tmp_path: Path, part: str) -> None:
    target_tree(tmp_path, ROW)
    (tmp_path / part).rename(tmp_path / "gone")
    assert "0 times" in list(wrong_targets(tmp_path))[0]


@pytest.mark.parametrize("change", [{"claim": 1}, {"name": "y_fuzzer"}, {"shape": "Y"}, {"new": 1}])
def test_a_row_that_does_not_fit(tmp_path: Path, change: dict[str, object]) -> None:
    assert list(wrong_targets(target_tree(tmp_path, {**ROW, **change})))


@pytest.mark.parametrize("table", [MAY_INCLUDE, MAY_IMPORT])
def test_the_rules_themselves_allow_no_circle(table: Mapping[str, Iterable[str]]) -> None:
    assert circle_in((one, other) for one, others in table.items() for other in others) == []
