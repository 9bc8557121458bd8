"""A new shape in a copy of the project: it keeps the rules of the house, builds, and every engine
runs it; and it fails where the codec is broken."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from suite.engine.libfuzzer import fuzz
from suite.project import ROOT, core_count

# What the new shape alone needs of a build: the others would take minutes.
BUILD = """\
cmake_minimum_required(VERSION 3.25)
project(one_shape LANGUAGES CXX)
include(props/kit/kit.cmake)
closeframe_list_shapes("${CMAKE_SOURCE_DIR}/one.json" "${CMAKE_BINARY_DIR}/shapes")
closeframe_add_suite(suite "${CMAKE_SOURCE_DIR}/props" "${CMAKE_BINARY_DIR}/shapes")
target_include_directories(suite INTERFACE src)
closeframe_add_engines("" suite "${CMAKE_BINARY_DIR}/shapes")
closeframe_add_fuzzer(close_code_fuzzer fuzz/close_code_fuzzer.cpp suite)
add_executable(explain fuzz/explain.cpp)
target_link_libraries(explain PRIVATE suite)
"""
PARTS = ("src", "props", "fuzz", "corpus", "script")
TARGET = "close_code_fuzzer"


def run(*command: object, folder: Path, status: int = 0) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "script")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert done.returncode == status, done.stdout[-4000:]
    return done.stdout


def build(tree: Path, *targets: str) -> None:
    run("cmake", "--build", "build", "--parallel", core_count(), "--target", *targets, folder=tree)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the shape `CloseCode`, and a build of it alone."""
    tree = tmp_path_factory.mktemp("project")
    for part in PARTS:
        shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".clang-format", tree)
    said = run(sys.executable, "-m", "suite", "new-shape", "CloseCode", folder=tree)
    assert "props/shapes/close_code.hpp" in said
    rows = json.loads((tree / "fuzz/targets.json").read_text("utf-8"))["targets"]
    (tree / "one.json").write_text(json.dumps({"targets": rows[-1:]}))
    (tree / "CMakeLists.txt").write_text(BUILD)
    flags = ["-DCMAKE_CXX_COMPILER=clang++-19", "-DCMAKE_COMPILE_WARNING_AS_ERROR=ON"]
    run("cmake", "-G", "Ninja", "-B", "build", *flags, folder=tree)
    build(tree, "all")
    return tree


def test_it_keeps_the_rules_of_the_house(tree: Path) -> None:
    assert run(sys.executable, "-m", "suite.pages.layering", folder=tree) == ""


def test_it_is_formatted(tree: Path) -> None:
    if formatter := shutil.which("clang-format-19"):
        sources = [path for path in tree.rglob("close_code*.[ch]pp") if "build" not in path.parts]
        assert len(sources) == 8
        run(formatter, "--dry-run", "--Werror", *sources, folder=tree)


def test_random_and_exhaustive_are_green(tree: Path) -> None:
    said = run("build/props", "--cases", 5000, folder=tree)
    assert "0 failed" in said and "all close codes of 2 bytes" in said, said
    assert "CloseCode generator:" in said, said


def test_replay_and_fuzzing_are_green(tree: Path) -> None:
    seeds = tree / "corpus" / TARGET
    assert "7 inputs ran" in run(f"build/replay_{TARGET}", seeds, folder=tree)
    program = tree / "build" / TARGET
    run(*fuzz(program, [seeds], max_input_size=256, artifacts=tree, seconds=3), folder=tree)


def test_the_same_name_is_refused(tree: Path) -> None:
    said = run(sys.executable, "-m", "suite", "new-shape", "CloseCode", folder=tree, status=2)
    assert said.count("\n") == 1 and "already" in said


def test_each_property_fails_where_the_codec_is_broken(tree: Path) -> None:
    header = tree / "src/closeframe/utf8.hpp"
    good = "  return reader.is_between();\n}\n\n}  // namespace"
    bad = good.replace(";", " != (text.size() == 3 || text.ends_with('\\xC3'));", 1)
    text = header.read_text("utf-8")
    assert text.count(good) == 1
    header.write_text(text.replace(good, bad), "utf-8")
    build(tree, "explain")
    said = {
        seed: run("build/explain", TARGET, f"corpus/{TARGET}/{seed}", folder=tree, status=1)
        for seed in ("ascii", "cut-inside-2-before-ascii")
    }
    assert "BROKEN     CloseCode.codec_agrees_with_the_reference" in said["ascii"]
    assert "BROKEN     CloseCode.accepted_halves_make_an_accepted_whole" in said["ascii"]
    assert (
        "BROKEN     CloseCode.ascii_at_its_end_changes_nothing" in said["cut-inside-2-before-ascii"]
    )
