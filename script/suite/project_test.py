"""Tests of what the tools know of this repository."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from suite import project
from suite.command import Fault
from suite.project import BUILT_VARIABLE, ROOT


def test_the_manifest_names_targets_that_have_seeds() -> None:
    targets = project.read_manifest()
    assert "body_fuzzer" in targets
    for name, target in targets.items():
        assert target.name == name and project.files_in(target.seeds)


def test_targets_are_picked_once_each_in_the_order_asked_for() -> None:
    picked = project.pick_targets(["utf8_fuzzer", "body_fuzzer", "utf8_fuzzer"])
    assert [target.name for target in picked] == ["utf8_fuzzer", "body_fuzzer"]
    assert project.pick_targets([]) == list(project.read_manifest().values())
    with pytest.raises(Fault, match="no target 'x'; there are: body_fuzzer, "):
        project.pick_targets(["x"])


def test_programs_are_those_of_the_preset_unless_they_are_built_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(BUILT_VARIABLE, raising=False)
    assert project.built_program("gcc", "props/props") == ROOT / "build/gcc/props/props"
    monkeypatch.setenv(BUILT_VARIABLE, "/elsewhere")
    assert project.built_program("gcc", "props/props") == Path("/elsewhere/props/props")
    project.build_programs("no-such-preset", ["props"])  # builds nothing


def test_a_build_that_fails_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BUILT_VARIABLE, raising=False)
    with pytest.raises(Fault, match="cannot build with preset no-such-preset"):
        project.build_programs("no-such-preset", ["props"])


def test_two_that_build_under_one_preset_do_so_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(BUILT_VARIABLE, raising=False)
    monkeypatch.setattr(project, "ROOT", tmp_path)
    cmake, steps = tmp_path / "bin" / "cmake", tmp_path / "steps"
    cmake.parent.mkdir()
    cmake.write_text(
        f'#!/bin/sh\necho "begin $2" >> {steps}\nsleep 0.2\necho "end $2" >> {steps}\n'
    )
    cmake.chmod(0o755)
    monkeypatch.setenv("PATH", str(cmake.parent), prepend=os.pathsep)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda _: project.build_programs("clang", ["props"]), range(2)))
    one = ["begin clang", "end clang", "begin --preset", "end --preset"]
    assert steps.read_text().splitlines() == one + one
    (said,) = capfd.readouterr().err.splitlines()
    assert said.startswith("waiting for ") and said.endswith(", which builds in build/clang")


def test_a_fingerprint_changes_with_a_files_content_and_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "ROOT", tmp_path)
    file = tmp_path / "src" / "a.hpp"
    file.parent.mkdir()
    file.write_text("one")
    first = project.fingerprint("src")
    assert first == project.fingerprint("src")
    file.write_text("two")
    second = project.fingerprint("src")
    file.rename(file.with_name("b.hpp"))
    assert len({first, second, project.fingerprint("src")}) == 3


def test_files_are_sorted_and_without_folders(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    assert [path.name for path in project.files_in(tmp_path)] == ["a", "b"]
    assert project.files_in(tmp_path / "nowhere") == []
