"""Each rule of the house, kept and broken, in a tree of a few files."""

import json
from pathlib import Path

import pytest

from suite.pages.fuzz_targets import wrong_targets
from suite.pages.imports import MAY_IMPORT
from suite.pages.layering import MAY_INCLUDE, circle_in, wrong_imports, wrong_includes


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.mark.parametrize(
    "files",
    [
        {"src/a.hpp": "#include <vector>\n#include <b.hpp>", "src/b.hpp": ""},
        {"props/a.hpp": '#include <x.hpp>\n#include "b.hpp"', "props/b.hpp": "", "src/x.hpp": ""},
        {"props/random.hpp": "#include <rapidcheck.h>", "props/main.cpp": '#include "random.hpp"'},
        {"fuzz/a.cpp": '#include "a.hpp"', "props/a.hpp": "#include <fcntl.h>"},
        {"build/clang/a.cpp": '#include "../../src/a.hpp"', "src/a.hpp": ""},
    ],
)
def test_includes_that_are_good(tmp_path: Path, files: dict[str, str]) -> None:
    assert list(wrong_includes(write(tmp_path, files))) == []


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ({"src/a.hpp": "#include <fcntl.h>"}, "only itself and the standard library"),
        ({"src/a.hpp": '#include "../props/b.hpp"', "props/b.hpp": ""}, "only itself"),
        ({"props/reference/a.hpp": "#include <x.hpp>", "src/x.hpp": ""}, "only itself"),
        ({"props/a.hpp": '#include "../fuzz/b.hpp"', "fuzz/b.hpp": ""}, "the arrows from props/"),
        ({"bench/a.cpp": '#include "../fuzz/b.hpp"', "fuzz/b.hpp": ""}, "the arrows from bench/"),
        ({"examples/a.cpp": '#include "b.hpp"', "props/b.hpp": ""}, "the arrows from examples/"),
        ({"new/a.cpp": "#include <vector>"}, "new/ has no row"),
        ({"props/body_properties.hpp": '#include "random.hpp"', "props/random.hpp": ""}, "engine"),
        ({"fuzz/a.cpp": "#include <rapidcheck.h>"}, "fuzz/ includes no engine"),
        (
            {
                "fuzz/a.cpp": '#include "b.hpp"',
                "props/b.hpp": '#include "report.hpp"',
                "props/report.hpp": "",
            },
            "fuzz/ includes no engine",
        ),
        (
            {
                "src/a.hpp": "#include <b.hpp>",
                "src/b.hpp": "#include <c.hpp>",
                "src/c.hpp": "#include <a.hpp>",
            },
            "a circle of includes",
        ),
    ],
)
def test_includes_that_break_a_rule(tmp_path: Path, files: dict[str, str], rule: str) -> None:
    wrong = list(wrong_includes(write(tmp_path, files)))
    assert len({line.split(":")[1] for line in wrong}) == 1 and rule in wrong[0], wrong


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


ROW = {"name": "x_fuzzer", "shape": "X", "claim": "", "max_input_size": 1, "expected_edges": 1}
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
def test_the_rules_themselves_allow_no_circle(table: dict[str, set[str]]) -> None:
    assert circle_in((one, other) for one, others in table.items() for other in others) == []
